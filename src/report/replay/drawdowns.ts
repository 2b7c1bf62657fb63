import { DAY_MS } from './daily-returns.js'
import type { DrawdownSpan } from './report.js'

interface Deepest {
  /** Share of the peak. */
  readonly share: number
  readonly peakMs: number
  readonly troughMs: number
  readonly recoveredMs: number | undefined
}

/** Follows an equity below its highest so far: how deep, how long, and when. */
export class Drawdowns {
  #peak: number
  /** When equity was last as high as the peak. */
  #peakMs: number | undefined
  #nowMs = 0
  #share = 0
  #deepest: Deepest | undefined
  #longestMs = 0

  /** The equity to begin with is that of the first instant that is added. */
  constructor(equity: number) {
    this.#peak = equity
  }

  /** How far below the peak the last equity is. */
  get percent(): number {
    return 100 * this.#share
  }

  add(atMs: number, equity: number): void {
    this.#nowMs = atMs
    this.#peakMs ??= atMs
    if (equity >= this.#peak) this.#recover(atMs, equity)
    else {
      this.#share = 1 - equity / this.#peak
      if (this.#share > (this.#deepest?.share ?? 0))
        this.#deepest = { share: this.#share, peakMs: this.#peakMs, troughMs: atMs, recoveredMs: undefined }
    }
  }

  /** The deepest; null when equity never fell. */
  deepest(): DrawdownSpan | null {
    if (this.#deepest === undefined) return null
    const { share, peakMs, troughMs, recoveredMs } = this.#deepest
    return {
      percent: 100 * share,
      peak_at: iso(peakMs),
      trough_at: iso(troughMs),
      recovered_at: recoveredMs === undefined ? null : iso(recoveredMs),
    }
  }

  /** From a peak until it was reached again, or until now. */
  longestDays(): number {
    return Math.max(this.#longestMs, this.#lastingMs(this.#nowMs)) / DAY_MS
  }

  #recover(atMs: number, equity: number): void {
    if (this.#share > 0) {
      this.#longestMs = Math.max(this.#longestMs, this.#lastingMs(atMs))
      const deepest = this.#deepest
      if (deepest !== undefined && deepest.peakMs === this.#peakMs) this.#deepest = { ...deepest, recoveredMs: atMs }
      this.#share = 0
    }
    this.#peak = equity
    this.#peakMs = atMs
  }

  #lastingMs(nowMs: number): number {
    return this.#share > 0 && this.#peakMs !== undefined ? nowMs - this.#peakMs : 0
  }
}

const iso = (epochMs: number) => new Date(epochMs).toISOString()
