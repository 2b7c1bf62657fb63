import type { WatchedAccount } from '../api.js'
import type { Instruments } from './instruments.js'
import { amount, type Figures, ratio, type Sight } from './sight.js'

/** The account as the last sealed cycle left it; what is not known is absent, as it is not zero. */
export function moneyFigures(instruments: Instruments, { setup, overview }: Sight): Figures {
  const one = (name: string, help: string, read: (account: WatchedAccount) => number | null) =>
    instruments.gauge({
      name,
      help,
      read() {
        const { account } = overview()
        return [{ value: account === null ? null : read(account) }]
      },
    })
  one('riskfirst_account_equity', 'Cash and the value of what is held, in quote currency.', ({ equity }) =>
    amount(equity),
  )
  one('riskfirst_account_cash', 'Cash, in quote currency.', ({ cash }) => amount(cash))
  one('riskfirst_account_profit', 'Equity less that at the start of the record, in quote currency.', ({ profit }) =>
    amount(profit),
  )
  one('riskfirst_account_day_profit', 'Equity less that at the start of the UTC day, in quote currency.', (account) =>
    amount(account.dayProfit),
  )
  one('riskfirst_account_drawdown_ratio', 'How far equity is below its high-water mark.', ({ drawdownPercent }) =>
    ratio(drawdownPercent),
  )
  one('riskfirst_account_exposure_ratio', 'The share of equity in the market.', ({ exposurePercent }) =>
    ratio(exposurePercent),
  )
  positions(instruments, { setup, overview })
  instruments.gauge({
    name: 'riskfirst_agent_realised_profit',
    help: 'What the book of an agent has made by its sales, fees of them included, in quote currency.',
    labels: ['agent'],
    read: () =>
      setup.outline.agents.map(({ name }) => ({
        labels: { agent: name },
        value: amount(overview().account?.books.find(({ agent }) => agent === name)?.realised ?? '0'),
      })),
  })
  return {}
}

/** Of every symbol that is configured or held. */
function positions(instruments: Instruments, { setup, overview }: Pick<Sight, 'setup' | 'overview'>): void {
  type Position = WatchedAccount['positions'][number]
  const each = (name: string, help: string, read: (position: Position) => string | null) =>
    instruments.gauge({
      name,
      help,
      labels: ['symbol'],
      read() {
        const held = new Map((overview().account?.positions ?? []).map((position) => [position.symbol, position]))
        return [...new Set([...setup.outline.symbols, ...held.keys()])].map((symbol) => {
          const position = held.get(symbol)
          return { labels: { symbol }, value: position === undefined ? 0 : amount(read(position)) }
        })
      },
    })
  each('riskfirst_position_quantity', 'How much is held, in units of the symbol.', ({ quantity }) => quantity)
  each('riskfirst_position_value', 'What it is worth, in quote currency; absent without a price.', ({ value }) => value)
  each(
    'riskfirst_position_unrealised_profit',
    'What it is worth more than it cost, in quote currency; absent without a price.',
    ({ unrealised }) => unrealised,
  )
}
