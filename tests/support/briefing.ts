import type { Agent, Briefing } from '../../src/agents/agent.js'
import type { Baseline, BaselineName, Book, Portfolio, Position } from '../../src/desk/portfolio.js'
import type { Candles, MarketSnapshot, SymbolView } from '../../src/market/snapshot.js'

const hourMs = 3_600_000
const asOfMs = Date.parse('2026-01-01T12:00:00Z')

/** Hourly candles with these closes; every candle opens at the close before and reaches `reach` beyond both. */
export function candles(closes: readonly number[], reach = 0): Candles {
  const open = closes.map((close, i) => closes[i - 1] ?? close)
  const column = (value: (close: number, open: number, i: number) => number) =>
    Float64Array.from(closes, (close, i) => value(close, open[i]!, i))
  return {
    time: column((_close, _open, i) => asOfMs - (closes.length - i) * hourMs),
    open: column((_close, open) => open),
    high: column((close, open) => Math.max(close, open) + reach),
    low: column((close, open) => Math.min(close, open) - reach),
    close: column((close) => close),
    volume: column(() => 1),
  }
}

/** A listed symbol whose price is its last close, fresh. */
export function symbolView(symbol: string, closes: readonly number[], view: Partial<SymbolView> = {}): SymbolView {
  const last = closes.at(-1)
  return {
    symbol,
    condition: 'listed',
    candles: candles(closes, 1),
    ...(last === undefined ? {} : { last }),
    lastAtMs: asOfMs,
    ageMs: 0,
    ...view,
  }
}

/** An hourly market of these symbols. */
export function market(...views: readonly SymbolView[]): MarketSnapshot {
  return { asOfMs, timeframeMs: hourMs, symbols: Object.fromEntries(views.map((view) => [view.symbol, view])) }
}

/** A position at a price, bought at that price. */
export function position(symbol: string, quantity: number, price: number): Position {
  return { symbol, quantity, cost: quantity * price, price, value: quantity * price, unrealised: 0 }
}

/** The book that holds these positions. */
export function book(...positions: readonly Position[]): Book {
  return {
    positions: Object.fromEntries(positions.map((held) => [held.symbol, held])),
    cashFlow: 0,
    realised: 0,
    fees: 0,
  }
}

/** Baselines at these equities. */
export function baselines(
  equities: Partial<Record<BaselineName, number>>,
): Readonly<Partial<Record<BaselineName, Baseline>>> {
  return Object.fromEntries(
    Object.entries(equities).map(([name, equity]) => [name, { equity, at: '2026-01-01T00:00:00.000Z' }]),
  )
}

/** A complete account of 10,000 USDT in cash that neither gained nor lost. */
export function portfolio(parts: Partial<Portfolio> = {}): Portfolio {
  return {
    quote: 'USDT',
    complete: true,
    missing: [],
    cash: 10_000,
    equity: 10_000,
    positions: {},
    baselines: baselines({ session: 10_000, dayStart: 10_000, rolling24h: 10_000, highWaterMark: 10_000 }),
    roundTrips: [],
    own: book(),
    ...parts,
  }
}

/** What `agent` is told, its settings checked and completed by its own schema. */
export function briefingFor<Settings>(
  agent: Agent<Settings>,
  { settings = {}, ...parts }: Partial<Omit<Briefing, 'settings'>> & { readonly settings?: object } = {},
): Briefing<Settings> {
  return {
    cycle: {
      id: 'c000001',
      number: 1,
      tick: '2026-01-01T12:00:00.000Z',
      asOf: '2026-01-01T12:00:00.000Z',
    },
    attempt: 1,
    settings: agent.settings.parse(settings),
    market: market(symbolView('BTC/USDT', [100, 100])),
    portfolio: portfolio(),
    proposals: {},
    ...parts,
  }
}
