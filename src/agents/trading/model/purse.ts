import type { Cycle } from '../../agent.js'
import type { BudgetSettings, Seat } from '../model-settings.js'
import type { Spending, Spent } from './spending.js'

/** An amount of what a budget limits. */
export interface Cost {
  readonly calls: number
  readonly tokens: number
  readonly usd: number
}

/** Tokens of one request. */
export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** One more request would be over the budget; the message says over which limit. */
export class BudgetExhaustedError extends Error {
  override readonly name = 'BudgetExhaustedError'
}

/** A request that was counted. */
export interface Payment {
  /** Counts what it did cost in place of what it might have. */
  settle(usage: Usage): void
}

type Prices = Pick<Seat, 'usdPerMillionInputTokens' | 'usdPerMillionOutputTokens'>

/** Days that are remembered: enough for a clock that was set wrong for a while. */
const KEPT_DAYS = 31

/** What a cycle may still spend; the day is that of its tick, so that a replay counts as the run did. */
export class Purse {
  readonly #spending: Spending
  readonly #cycleId: string
  readonly #day: string
  readonly #budget: BudgetSettings
  #spent: Cost = none

  constructor(spending: Spending, { id, tick }: Cycle, budget: BudgetSettings) {
    this.#spending = spending
    this.#cycleId = id
    this.#day = tick.slice(0, 10)
    this.#budget = budget
  }

  /** Since this purse was made. */
  get spent(): Cost {
    return this.#spent
  }

  /** In the whole UTC day. */
  today(): Cost {
    return this.#spending.read().days[this.#day] ?? none
  }

  /** Counts a request at the most it may cost, before it is sent; throws BudgetExhaustedError and SpendingError. */
  reserve(most: Usage, prices: Prices): Payment {
    const reserved = costOf(most, prices)
    const excess = this.#excess(reserved)
    if (excess !== undefined) throw new BudgetExhaustedError(excess)
    const { cycle } = this.#spending.read()
    this.#add(reserved, cycle.id === this.#cycleId ? cycle : { id: this.#cycleId, ...none })
    return {
      settle: (usage) => {
        const { tokens, usd } = costOf(usage, prices)
        this.#add({ calls: 0, tokens: tokens - reserved.tokens, usd: usd - reserved.usd })
      },
    }
  }

  /** Adds to the day, and to the cycle if it is this one: an answer may come after the next has begun. */
  #add(cost: Cost, cycle: Spent['cycle'] = this.#spending.read().cycle): void {
    const { version, days } = this.#spending.read()
    this.#spending.write({
      version,
      days: latest({ ...days, [this.#day]: sum(days[this.#day] ?? none, cost) }, this.#day),
      cycle: cycle.id === this.#cycleId ? { id: cycle.id, ...sum(cycle, cost) } : cycle,
    })
    this.#spent = sum(this.#spent, cost)
  }

  /** Which limit a further cost would break, for people. */
  #excess(further: Cost): string | undefined {
    const { days, cycle } = this.#spending.read()
    const day = sum(days[this.#day] ?? none, further)
    const ofCycle = sum(cycle.id === this.#cycleId ? cycle : none, further)
    const { maxUsdPerCycle = Infinity, maxUsdPerDay = Infinity, ...budget } = this.#budget
    const limits = [
      ['calls per cycle', ofCycle.calls, budget.maxCallsPerCycle],
      ['calls per UTC day', day.calls, budget.maxCallsPerDay],
      ['tokens per cycle', ofCycle.tokens, budget.maxTokensPerCycle],
      ['tokens per UTC day', day.tokens, budget.maxTokensPerDay],
      ['USD per cycle', ofCycle.usd, maxUsdPerCycle],
      ['USD per UTC day', day.usd, maxUsdPerDay],
    ] as const
    const broken = limits.find(([, value, limit]) => value > limit)
    if (broken === undefined) return undefined
    const [unit, value, limit] = broken
    return `the budget for models is exhausted: another request could make it ${figure(value)} of ${limit} ${unit}`
  }
}

const none: Cost = { calls: 0, tokens: 0, usd: 0 }

function costOf({ inputTokens, outputTokens }: Usage, prices: Prices): Cost {
  const { usdPerMillionInputTokens = 0, usdPerMillionOutputTokens = 0 } = prices
  const millionths = inputTokens * usdPerMillionInputTokens + outputTokens * usdPerMillionOutputTokens
  return { calls: 1, tokens: inputTokens + outputTokens, usd: millionths / 1e6 }
}

/** Never below nothing, whatever rounding or a day that was forgotten leaves of what is taken back. */
function sum(one: Cost, other: Cost): Cost {
  return {
    calls: one.calls + other.calls,
    tokens: Math.max(one.tokens + other.tokens, 0),
    usd: Math.max(Math.round((one.usd + other.usd) * 1e9) / 1e9, 0),
  }
}

/** The last days, and `today` however early it claims to be. */
function latest(days: Spent['days'], today: string): Spent['days'] {
  const kept = new Set([today, ...Object.keys(days).sort().slice(-KEPT_DAYS)])
  return Object.fromEntries(Object.entries(days).filter(([day]) => kept.has(day)))
}

function figure(value: number): string {
  return String(Number(value.toPrecision(6)))
}
