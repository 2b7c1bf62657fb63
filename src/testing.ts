import type { Agent, Briefing, Proposal } from './agents/agent.js'
import { parseSettings } from './config/parse-settings.js'
import { sourced } from './config/sourced.js'
import type { Book, Portfolio, Position } from './desk/portfolio.js'
import { answerOf } from './executors/answer.js'
import { frozen } from './market/frozen.js'
import type { MarketSnapshot } from './market/snapshot.js'
import { TEXTBOOK_AS_OF_MS, type TextbookName, textbookHolding, textbookMarket } from './market/textbook-market.js'

/** The markets that a briefing can show, and `agents test` tries. */
export type BriefingName = TextbookName

const CASH = 10_000

/**
 * A whole briefing: hourly candles of BTC, ETH and SOL in USDT, an account of 10,000 USDT, no memory, settings `{}`.
 * `rising` unless another market is named; the parts given stand in place of what is there. Frozen, and the same each
 * time.
 */
export function briefing(name: BriefingName, parts?: Partial<Briefing>): Briefing
export function briefing(parts?: Partial<Briefing>): Briefing
export function briefing(named: BriefingName | Partial<Briefing> = {}, parts: Partial<Briefing> = {}): Briefing {
  if (typeof named !== 'string') return briefing('rising', named)
  const market = textbookMarket(named)
  const asOf = new Date(TEXTBOOK_AS_OF_MS).toISOString()
  return frozen({
    cycle: { id: 'c000001', number: 1, tick: asOf, asOf },
    attempt: 1,
    state: { state: 'active', reasons: [], restrict: [], since: asOf },
    settings: {},
    market,
    portfolio: portfolioOn(named, market),
    proposals: {},
    ...parts,
  })
}

/**
 * Runs an agent as the program does: its settings are checked and completed by its own schema, and what it answers is
 * checked. Throws what the agent throws, and an Error that says where the settings or the answer are wrong.
 */
export async function runAgent<Settings>(
  agent: Agent<Settings>,
  told: Briefing = briefing(),
  signal: AbortSignal = new AbortController().signal,
): Promise<Proposal> {
  const checked = parseSettings(agent.settings, told.settings, sourced(told.settings, 'default'))
  if ('complaints' in checked)
    throw new Error(
      checked.complaints
        .map(
          ({ path, expected, got }) =>
            `${[agent.name, 'settings', ...path].join('.')}: expected ${expected}, got ${got}`,
        )
        .join('\n'),
    )
  // The agent's own schema made it.
  const settings = checked.value as Settings
  return answerOf(agent.name, await agent.run(frozen({ ...told, settings }), signal)).proposal
}

/** All cash, or the holding of the textbook in the book of the agent that is briefed. */
function portfolioOn(name: BriefingName, market: MarketSnapshot): Portfolio {
  const held = textbookHolding(name, market, CASH / 10)
  const price = held === undefined ? undefined : market.symbols[held.symbol]?.last
  if (held === undefined || price === undefined) return account(CASH, {})
  const { symbol, quantity } = held
  const cost = quantity * held.price
  const value = quantity * price
  return account(CASH - cost, { [symbol]: { symbol, quantity, cost, price, value, unrealised: value - cost } })
}

function account(cash: number, positions: Readonly<Record<string, Position>>): Portfolio {
  const value = Object.values(positions).reduce((sum, position) => sum + (position.value ?? 0), 0)
  const atStart = { equity: CASH, at: new Date(TEXTBOOK_AS_OF_MS - 12 * 3_600_000).toISOString() }
  const own: Book = { positions, cashFlow: cash - CASH, realised: 0, fees: 0, profit: cash + value - CASH }
  return {
    quote: 'USDT',
    complete: true,
    missing: [],
    cash,
    equity: cash + value,
    positions,
    baselines: { session: atStart, dayStart: atStart, rolling24h: atStart, highWaterMark: atStart },
    roundTrips: [],
    own,
  }
}
