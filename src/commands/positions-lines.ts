import type { HeldPosition, Holder } from '../desk/statement/positions.js'
import { figureColumn } from '../report/column-widths.js'
import { instant, money, percent, price, quantity } from '../report/figures.js'
import type { Cell, Page } from '../report/page.js'
import { amountCell, gainCell, unknownCell } from './gain-cell.js'

/** What is told of the positions of an account. */
export interface ToldPositions {
  readonly cycleId: string
  readonly asOf: string
  readonly quote: string
  readonly startingCash: string
  readonly cash: string
  readonly equity: string | null
  readonly value: string | null
  readonly unrealised: string | null
  readonly fillsSince: number
  readonly positions: readonly HeldPosition[]
}

/** Positions, whose they are and what protects them, and the account's totals, for people. */
export function positionsLines(told: ToldPositions, page: Page): readonly string[] {
  const { cycleId, asOf, quote, positions, value, unrealised, cash, equity } = told
  const missing = positions.filter(({ price }) => price === null).map(({ symbol }) => symbol)
  return [
    ...page.heading(`POSITIONS AT ${instant(asOf)} (${cycleId})`),
    ...(positions.length === 0 ? page.paragraph('Nothing is held.') : positionTable(positions, page)),
    ...(positions.length === 0 ? [] : ['', ...page.heading('HELD BY'), ...holderTable(positions, page)]),
    '',
    ...page.heading('ACCOUNT'),
    ...page.pairs([
      ...(positions.length === 0 ? [] : [['Positions', amountCell(value, quote)] as const]),
      ...(positions.length === 0 ? [] : [['Unrealised', gainCell(unrealised)] as const]),
      ['Cash', amountCell(cash, quote)],
      ['Equity', equity === null ? unpriced(missing) : amountCell(equity, quote)],
    ]),
  ]
}

function positionTable(positions: readonly HeldPosition[], page: Page): readonly string[] {
  return page.table(
    [{ head: 'symbol' }, ...['quantity', 'paid', 'price', 'value', 'unrealised', 'share'].map(figureColumn)],
    positions.map((held) => [
      held.symbol,
      quantity(Number(held.quantity)),
      price(Number(held.averagePrice)),
      held.price === null ? unknownCell : price(Number(held.price)),
      held.value === null ? unknownCell : money(Number(held.value)),
      gainCell(held.unrealised),
      held.sharePercent === null ? unknownCell : percent(held.sharePercent),
    ]),
  )
}

function holderTable(positions: readonly HeldPosition[], page: Page): readonly string[] {
  return page.table(
    [
      { head: 'agent', isName: true },
      { head: 'symbol' },
      ...['quantity', 'unrealised', 'stop', 'take profit'].map(figureColumn),
      { head: 'until' },
    ],
    positions.flatMap(({ symbol, holders }) => holders.map((holder) => holderRow(symbol, holder))),
  )
}

function holderRow(symbol: string, { agent, protect, ...held }: Holder): readonly Cell[] {
  const level = (text: string | undefined) => (text === undefined ? '–' : price(Number(text)))
  return [
    agent,
    symbol,
    quantity(Number(held.quantity)),
    gainCell(held.unrealised),
    level(protect?.stop),
    level(protect?.takeProfit),
    protect?.until === undefined ? '–' : instant(protect.until),
  ]
}

const unpriced = (symbols: readonly string[]): Cell => ({
  text: `unknown: no price for ${symbols.join(', ')}`,
  tone: 'bad',
})
