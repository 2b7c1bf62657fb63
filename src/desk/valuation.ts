import type { MarketSnapshot } from '../market/snapshot.js'
import {
  advance,
  type Baselines,
  type Mark,
  type Rebased,
  rebase,
  restoreBaselines,
  storedBaselines,
  viewBaselines,
} from './baselines.js'
import { exactAccount } from './exact-account.js'
import type { DeskHistory } from './journal.js'
import type { Ledger } from './ledger.js'
import { formatValue, type Value } from './money.js'
import type { BaselineName, Portfolio } from './portfolio.js'
import { type AccountView, viewAccount, viewAllBooks, viewBook } from './portfolio-view.js'
import { lastPrices, openPrices, type Prices, viewOf } from './prices.js'
import type { Protections } from './protections.js'
import type { Settlement } from './settlement.js'

/** What is valued, and what it was worth before. */
export interface ValuationOptions {
  readonly ledger: Ledger
  readonly protections: Protections
  readonly quote: string
  readonly history: Pick<DeskHistory, 'baselines' | 'equity'>
}

/** Views of one state of the ledger and its protections, made when asked for. */
interface Views {
  readonly revision: string
  readonly account: AccountView
  readonly portfolios: Map<string, Portfolio>
}

const NO_PRICES: Prices = () => undefined

/** The ledger at the prices of the last observation: its baselines, and its views in numbers and in exact figures. */
export class Valuation {
  readonly #options: ValuationOptions
  #baselines: Baselines
  #market: MarketSnapshot | undefined
  #prices = NO_PRICES
  /** Undefined when this cycle's observation is not one to measure by. */
  #observed: Mark | undefined
  #views: Views | undefined

  constructor(options: ValuationOptions) {
    this.#options = options
    this.#baselines = restoreBaselines(options.history)
  }

  /** As last observed. */
  get market(): MarketSnapshot | undefined {
    return this.#market
  }

  get dayStartEquity(): Value | undefined {
    return this.#baselines.marks.dayStart?.equity
  }

  /** What was observed before is not a new cycle's to measure by. */
  enterCycle(): void {
    this.#observed = undefined
  }

  /** Takes a market's prices, and moves the baselines unless it is unfit, lacks a price, or one that counts is suspect. */
  observe(market: MarketSnapshot, at: string, fit: boolean): void {
    const { ledger } = this.#options
    this.#views = undefined
    this.#market = market
    this.#prices = lastPrices(market)
    const equity = fit && !isSuspect(market, ledger.holdings.keys()) ? ledger.equity(this.#prices) : undefined
    this.#observed = equity === undefined ? undefined : { atMs: market.asOfMs, at, equity }
    if (this.#observed === undefined) return
    const dayOpen = (dayMs: number) => ledger.equity(openPrices(market, dayMs))
    this.#baselines = advance(this.#baselines, this.#observed, dayOpen)
  }

  /** Sets these baselines to the equity of what this cycle observed; none when that is not to be known. */
  rebase(names: readonly BaselineName[]): readonly Rebased[] {
    const equity = this.#observed && this.#options.ledger.equity(this.#prices)
    if (this.#observed === undefined || equity === undefined) return []
    const { baselines, changes } = rebase(this.#baselines, names, { ...this.#observed, equity })
    this.#baselines = baselines
    this.#views = undefined
    return changes
  }

  /** The account, and one agent's book. */
  portfolioFor(agent: string): Portfolio {
    const { account, portfolios } = this.#view()
    const made = portfolios.get(agent)
    if (made !== undefined) return made
    const { ledger, protections } = this.#options
    const own = viewBook(ledger, this.#prices, agent, (symbol) => protections.get(agent, symbol))
    const portfolio = { own, ...account }
    portfolios.set(agent, portfolio)
    return portfolio
  }

  /** The account in numbers and in exact figures. */
  settlement(): Omit<Settlement, 'receipts' | 'stops'> {
    const { ledger } = this.#options
    return {
      portfolio: { own: viewAllBooks(ledger, this.#prices), ...this.#view().account },
      account: exactAccount(ledger, this.#prices),
      baselines: storedBaselines(this.#baselines),
      ...(this.#observed === undefined ? {} : { observedEquity: formatValue(this.#observed.equity) }),
    }
  }

  #view(): Views {
    const { ledger, quote, protections } = this.#options
    const revision = `${ledger.revision} ${protections.revision}`
    if (this.#views?.revision !== revision) {
      const account = viewAccount(ledger, this.#prices, {
        quote,
        baselines: viewBaselines(this.#baselines),
        protectOf: (symbol) => protections.nearest(symbol),
      })
      this.#views = { revision, account, portfolios: new Map() }
    }
    return this.#views
  }
}

function isSuspect(market: MarketSnapshot, symbols: Iterable<string>): boolean {
  for (const symbol of symbols) if (viewOf(market, symbol)?.condition === 'suspect') return true
  return false
}
