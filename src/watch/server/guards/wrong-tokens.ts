import type { Timer } from '../../../orchestrator/clock.js'

const MOST_WRONG = 10
const WITHIN_MS = 60_000
const MOST_KNOWN = 100

/** Those of whom nothing is known share one count. */
const STRANGERS = ''

/**
 * Counts wrong tokens: at most ten a minute from all addresses together, then none is looked at until a minute after the
 * first of them. An address that has given the right one has a count of its own, so that others cannot lock it out.
 */
export class WrongTokens {
  readonly #timer: Pick<Timer, 'now'>
  readonly #known = new Set<string>()
  readonly #counts = new Map<string, { readonly sinceMs: number; number: number }>()

  constructor(timer: Pick<Timer, 'now'>) {
    this.#timer = timer
  }

  /** How long no token of that address is looked at; 0: it is now. */
  blockedMs(address: string): number {
    const count = this.#counts.get(this.#whoseCount(address))
    if (count === undefined || count.number < MOST_WRONG) return 0
    return Math.max(0, count.sinceMs + WITHIN_MS - this.#timer.now())
  }

  wrong(address: string): void {
    const whose = this.#whoseCount(address)
    const nowMs = this.#timer.now()
    const count = this.#counts.get(whose)
    if (count === undefined || count.sinceMs + WITHIN_MS <= nowMs)
      this.#counts.set(whose, { sinceMs: nowMs, number: 1 })
    else count.number += 1
  }

  right(address: string): void {
    if (this.#known.size < MOST_KNOWN) this.#known.add(address)
  }

  #whoseCount(address: string): string {
    return this.#known.has(address) ? address : STRANGERS
  }
}
