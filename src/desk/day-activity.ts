import { dayOf } from './baselines.js'
import type { Fill } from './journal.js'
import { type Amount, parseAmount } from './money.js'
import type { Side } from './order.js'

/**
 * How much was traded in the current cycle and UTC market day. A fold over orders and fills, so that a restart forgives
 * nothing; what belongs to an earlier day is not counted.
 */
export class DayActivity {
  #dayMs = Number.NEGATIVE_INFINITY
  #cycleId = ''
  #cycleIncreases = 0
  #increases = 0
  #turnover: Amount = 0n

  /** Increases sent in this cycle. */
  get cycleIncreases(): number {
    return this.#cycleIncreases
  }

  /** Increases sent on this day. */
  get increases(): number {
    return this.#increases
  }

  /** Notional bought and sold on this day, quote currency. */
  get turnover(): Amount {
    return this.#turnover
  }

  /** Goes to a cycle that looks at `atMs`; never back to an earlier day. */
  enter(cycleId: string, atMs: number): void {
    if (cycleId !== this.#cycleId) {
      this.#cycleId = cycleId
      this.#cycleIncreases = 0
    }
    const dayMs = dayOf(atMs)
    if (dayMs <= this.#dayMs) return
    this.#dayMs = dayMs
    this.#increases = 0
    this.#turnover = 0n
  }

  /** Counts an order that is sent. */
  sent({ side, cycleId, at }: { readonly side: Side; readonly cycleId: string; readonly at: string }): void {
    if (side === 'sell') return
    if (cycleId === this.#cycleId) this.#cycleIncreases += 1
    if (this.#isToday(at)) this.#increases += 1
  }

  /** Counts what a fill traded, fee excluded. */
  filled({ side, cashFlow, fee, at }: Fill): void {
    if (!this.#isToday(at)) return
    const moved = parseAmount(cashFlow) + parseAmount(fee)
    this.#turnover += side === 'buy' ? -moved : moved
  }

  #isToday(at: string): boolean {
    return dayOf(Date.parse(at)) === this.#dayMs
  }
}
