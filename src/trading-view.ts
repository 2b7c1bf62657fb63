import type { Cycle, StateReason } from './agents/agent.js'
import type { Desk } from './desk/desk.js'
import type { Settlement } from './desk/settlement.js'
import { frozen } from './market/frozen.js'
import type { MarketSnapshot, MarketSource } from './market/snapshot.js'
import type { Calendar } from './orchestrator/clock.js'
import type { Observation, Observer, Settler } from './orchestrator/ports.js'
import type { Requested } from './store/data-folder.js'

/** The trading side of a cycle. */
export interface TradingOptions {
  readonly source: MarketSource
  readonly desk: Desk
  readonly calendar: Calendar
  readonly maxAgeMs: number
  /** What people ask for is carried out when a cycle looks at the market. */
  readonly requested: Requested
}

/** Looks at the market through the desk, and settles what agents propose at it. */
export class TradingView implements Observer, Settler<Settlement> {
  readonly #options: TradingOptions
  #asOfMs = 0

  constructor(options: TradingOptions) {
    this.#options = options
  }

  /** The market time that the cycle looks at, epoch ms. */
  get asOfMs(): number {
    return this.#asOfMs
  }

  next(tickMs: number, lastAsOf: string | undefined): string | undefined {
    const asOfMs = this.#options.source.nextAsOf(tickMs, lastAsOf === undefined ? undefined : Date.parse(lastAsOf))
    return asOfMs === undefined ? undefined : new Date(asOfMs).toISOString()
  }

  async observe(cycle: Cycle): Promise<Observation> {
    const { source, desk, calendar, requested } = this.#options
    this.#asOfMs = Date.parse(cycle.asOf)
    const market = source.snapshot(this.#asOfMs, calendar.now())
    const isFit = this.#dataFaults(market).length === 0
    await desk.observe(cycle, market, isFit)
    requested.rebase(desk)
    if (requested.isPending('flatten')) {
      const receipts = await desk.flatten(cycle)
      if (!desk.awaitsAnswer()) requested.acknowledge('flatten', receipts)
    }
    if (requested.isPending('close') && isFit) await requested.closePositions(desk, cycle)
    return {
      faults: () => [...this.#dataFaults(market), ...portfolioFaults(desk)],
      viewFor: (agent) => ({ market: frozen(market), portfolio: frozen(desk.portfolioFor(agent)) }),
    }
  }

  async settle(...[cycle, state, submissions, signal]: Parameters<Settler<Settlement>['settle']>): Promise<Settlement> {
    const { desk } = this.#options
    const asked = submissions.map(({ agent, proposal: { orders = [], protect = {} } }) => ({ agent, orders, protect }))
    await desk.settle(cycle, state, asked, signal)
    return desk.settlement()
  }

  current(): Settlement {
    return this.#options.desk.settlement()
  }

  /** Prices that are missing, or older by now than they may be. */
  #dataFaults(market: MarketSnapshot): readonly StateReason[] {
    const { source, calendar, maxAgeMs } = this.#options
    const nowMs = source.now(market.asOfMs, calendar.now())
    const faults: StateReason[] = []
    for (const { symbol, condition, reason, lastAtMs } of Object.values(market.symbols)) {
      if (condition === 'partial')
        faults.push({
          code: 'partial-data',
          message: `${symbol}: ${reason ?? 'an expected candle is missing'}`,
          cause: 'unknown',
        })
      const ageMs = lastAtMs === undefined ? 0 : nowMs - lastAtMs
      if (ageMs > maxAgeMs)
        faults.push({
          code: 'stale-data',
          message: `${symbol}: the last price is ${minutes(ageMs)} old, at most ${minutes(maxAgeMs)} may be`,
          cause: 'unknown',
          value: ageMs / 1000,
          limit: maxAgeMs / 1000,
        })
    }
    return faults
  }
}

function portfolioFaults(desk: Desk): readonly StateReason[] {
  const { complete, missing } = desk.portfolioFor('')
  if (complete) return []
  return [{ code: 'partial-data', message: `held, and without a price: ${missing.join(', ')}`, cause: 'unknown' }]
}

const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`
