import type { StoredProtection } from './journal.js'
import { type Amount, readPositiveAmount } from './money.js'
import type { Protection } from './order.js'
import type { Prices } from './prices.js'

/** What made a protection fire; part of the exit's client order id. */
type Trigger = 'stop' | 'take-profit' | 'until'

/** A position whose protection fired: all of it is to be sold. */
export interface DueExit {
  readonly agent: string
  readonly symbol: string
  readonly trigger: Trigger
  readonly reason: string
}

interface Kept extends StoredProtection {
  readonly stop: Amount | undefined
  readonly takeProfit: Amount | undefined
  readonly untilMs: number
}

/** What is wrong with a protection, for people; undefined when nothing is. */
export function protectionFault({ stop, takeProfit, until }: Protection): string | undefined {
  if (stop !== undefined && readPositiveAmount(stop) === undefined)
    return `protect.stop: expected a positive decimal such as "12.5", got "${stop}"`
  if (takeProfit !== undefined && readPositiveAmount(takeProfit) === undefined)
    return `protect.takeProfit: expected a positive decimal such as "12.5", got "${takeProfit}"`
  if (until !== undefined && Number.isNaN(Date.parse(until)))
    return `protect.until: expected an ISO time such as "2026-01-01T00:00:00Z", got "${until}"`
  return undefined
}

/** The exits kept for open positions: at most one protection an agent and symbol. */
export class Protections {
  readonly #kept = new Map<string, Kept>()
  #revision = 0

  constructor(stored: readonly StoredProtection[]) {
    for (const { agent, symbol, protect } of stored) this.set(agent, symbol, protect)
  }

  /** Changes with every change of what is kept. */
  get revision(): number {
    return this.#revision
  }

  get size(): number {
    return this.#kept.size
  }

  get(agent: string, symbol: string): Protection | undefined {
    return this.#kept.get(keyOf(agent, symbol))?.protect
  }

  /** Of all books, the one whose stop is the first to fire; undefined when no stop is kept for the symbol. */
  nearest(symbol: string): Protection | undefined {
    let nearest: Kept | undefined
    for (const kept of this.#kept.values())
      if (kept.symbol === symbol && kept.stop !== undefined && kept.stop > (nearest?.stop ?? 0n)) nearest = kept
    return nearest?.protect
  }

  /** Replaces what is kept; null removes it. */
  set(agent: string, symbol: string, protect: Protection | null): void {
    const key = keyOf(agent, symbol)
    this.#revision += 1
    if (protect === null) {
      this.#kept.delete(key)
      return
    }
    this.#kept.set(key, {
      agent,
      symbol,
      protect,
      stop: protect.stop === undefined ? undefined : readPositiveAmount(protect.stop),
      takeProfit: protect.takeProfit === undefined ? undefined : readPositiveAmount(protect.takeProfit),
      untilMs: protect.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(protect.until),
    })
  }

  /** Those that fire at these prices and instant, by agent and symbol: the same after a restart. */
  due(prices: Prices, asOfMs: number): readonly DueExit[] {
    const due: DueExit[] = []
    for (const kept of this.#kept.values()) {
      const { agent, symbol, protect } = kept
      const price = prices(symbol)
      const trigger = price === undefined ? undefined : triggerOf(kept, price, asOfMs)
      if (trigger !== undefined) due.push({ agent, symbol, trigger, reason: reasonOf[trigger](protect) })
    }
    return due.sort((a, b) => compare(a.agent, b.agent) || compare(a.symbol, b.symbol))
  }
}

const reasonOf: Readonly<Record<Trigger, (protect: Protection) => string>> = {
  stop: ({ stop }) => `stop at ${stop}`,
  'take-profit': ({ takeProfit }) => `take profit at ${takeProfit}`,
  until: ({ until }) => `held until ${until}`,
}

function triggerOf({ stop, takeProfit, untilMs }: Kept, price: Amount, asOfMs: number): Trigger | undefined {
  if (stop !== undefined && price <= stop) return 'stop'
  if (takeProfit !== undefined && price >= takeProfit) return 'take-profit'
  return asOfMs >= untilMs ? 'until' : undefined
}

/** A symbol never holds a line break. */
const keyOf = (agent: string, symbol: string) => `${agent}\n${symbol}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
