import { progressLine } from '../report/replay/progress.js'
import { systemTimer } from '../system-clocks.js'
import type { Output } from './io.js'

const REDRAW_MS = 100

/** What a replay's progress is told by. */
export interface ReplayProgressOptions {
  readonly output: Output
  /** Market time, epoch ms; the end is Infinity when the data has to tell it. */
  readonly fromMs: number
  readonly toMs: number
  /** What is replayed, as the line begins. */
  readonly what: string
}

/** One line on a terminal: how far a replay is, how fast, and how long it will take; nothing elsewhere. */
export class ReplayProgress {
  readonly #options: ReplayProgressOptions
  readonly #startedMs = systemTimer.now()
  #cycles = 0
  #drawnMs = Number.NEGATIVE_INFINITY

  constructor(options: ReplayProgressOptions) {
    this.#options = options
  }

  get cycles(): number {
    return this.#cycles
  }

  /** After the cycle that looked at `asOf`. */
  cycle(asOf: string): void {
    this.#cycles += 1
    const { output, fromMs, toMs, what } = this.#options
    if (!output.isTerminal) return
    const nowMs = systemTimer.now()
    if (nowMs - this.#drawnMs < REDRAW_MS) return
    this.#drawnMs = nowMs
    const cycles = this.#cycles
    const elapsedMs = nowMs - this.#startedMs
    const columns = output.columns - 1 - what.length
    output.write(
      `\r${what}${progressLine({ doneMs: Date.parse(asOf), fromMs, toMs, cycles, elapsedMs, columns })}\u001B[K`,
    )
  }

  /** How much it was, and how fast. */
  summary(): string {
    const seconds = (systemTimer.now() - this.#startedMs) / 1000
    const rate = Math.round(this.#cycles / seconds).toLocaleString('en')
    return `${this.#options.what}${this.#cycles.toLocaleString('en')} cycles in ${seconds.toFixed(1)} s (${rate} a second)`
  }

  /** A line for people, above the progress. */
  say(text: string): void {
    this.clear()
    this.#options.output.write(`${text}\n`)
  }

  clear(): void {
    if (this.#options.output.isTerminal) this.#options.output.write('\r\u001B[K')
  }
}
