import type { Severity } from '../../config/watch-schema.js'
import { counted } from '../../report/figures.js'
import type { Message } from './message.js'
import { isAtLeast } from './notice.js'

const MOST_TITLES = 5

/** Counts what one channel was not told, to tell it in one message. */
export class Unsaid {
  readonly #counts = new Map<Message['kind'], number>()
  #titles: readonly string[] = []
  #severity: Severity = 'info'
  #size = 0

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  /** Of the most pressing one. */
  get severity(): Severity {
    return this.#severity
  }

  add({ kind, severity, title }: Message): void {
    this.#size += 1
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    this.#titles = [...this.#titles, title].slice(-MOST_TITLES)
    if (isAtLeast(severity, this.#severity)) this.#severity = severity
  }

  /** What the message says. */
  get title(): string {
    return `${counted(this.#size, 'notice')} ${this.#size === 1 ? 'was' : 'were'} not sent one by one`
  }

  get lines(): readonly string[] {
    const kinds = Array.from(this.#counts, ([kind, number]) => `${number} ${kind}`).join(', ')
    return [kinds, `The last of them: ${this.#titles.join('; ')}`, 'All of them: riskfirst history, riskfirst status']
  }
}
