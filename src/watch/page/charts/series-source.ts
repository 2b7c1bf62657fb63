import type { Series } from '../../api.js'
import { after, browserNow } from '../browser-clock.js'
import { type Answer, readJson } from '../read-json.js'
import { type Span, seriesPath } from './span.js'

/** What is wanted: a part of the record, which ends at that instant. */
interface Wanted {
  readonly span: Span
  readonly lastMs: number
}

const LEAST_APART_MS = 2000
const RETRY_MS = 5000

/**
 * Asks for series: at once for another part of the record, giving up what was asked before; at most once in two seconds
 * for the same part, as cycles end; and again after one that failed.
 */
export class SeriesSource {
  readonly #told: (answer: Answer<Series>, span: Span) => void
  #wanted: Wanted | undefined
  #asking: { readonly wanted: Wanted; readonly abort: AbortController } | undefined
  #askedAtMs = 0
  #forget: () => void = () => {}

  constructor(told: (answer: Answer<Series>, span: Span) => void) {
    this.#told = told
  }

  want(wanted: Wanted): void {
    const isSame = wanted.span === this.#wanted?.span
    this.#wanted = wanted
    if (!isSame) this.#giveUp()
    if (isSame && isPast(wanted)) return
    // What is under way is asked again when it has come.
    if (this.#asking === undefined) this.#later(isSame ? this.#restMs() : 0)
  }

  close(): void {
    this.#giveUp()
    this.#forget()
  }

  #giveUp(): void {
    this.#asking?.abort.abort()
    this.#asking = undefined
  }

  #later(delayMs: number): void {
    this.#forget()
    this.#forget = after(delayMs, () => void this.#ask())
  }

  /** A browser's clock may be set back. */
  #restMs(): number {
    const goneMs = browserNow() - this.#askedAtMs
    return goneMs < 0 ? LEAST_APART_MS : Math.max(0, LEAST_APART_MS - goneMs)
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted
    if (wanted === undefined) return
    const abort = new AbortController()
    this.#asking = { wanted, abort }
    this.#askedAtMs = browserNow()
    const answer = await readJson<Series>(seriesPath(wanted.span, wanted.lastMs), abort.signal)
    if (abort.signal.aborted) return
    this.#asking = undefined
    this.#told(answer, wanted.span)
    if (answer.state !== 'told') this.#later(RETRY_MS)
    else if (this.#wanted !== wanted) this.#later(this.#restMs())
  }
}

/** No later cycle changes it. */
function isPast({ span, lastMs }: Wanted): boolean {
  return span.kind === 'zoomed' && span.range.max * 1000 < lastMs
}
