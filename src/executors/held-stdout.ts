import { JsonOutline } from './json-outline.js'
import { LineReader } from './line-reader.js'
import { OutputLines } from './output-lines.js'

/** What a proposal begins with, or what is meant to be one. */
const proposalBegins = /^[{["]/

/** Stdout of a command: held back while the whole of it may be a proposal, a log from when it cannot be. */
export class HeldStdout {
  readonly #log: OutputLines
  readonly #maxBytes: number
  readonly #outline = new JsonOutline()
  readonly #lines: LineReader
  #held: Buffer[] | undefined = []
  #bytes = 0
  #isTooLong = false
  #hasBegun = false

  constructor(maxBytes: number, onLine: (line: string) => void) {
    this.#log = new OutputLines(onLine)
    this.#maxBytes = maxBytes
    this.#lines = new LineReader(maxBytes, {
      onLine: (line) => {
        if (this.#held !== undefined && !this.#outline.take(line)) this.#release()
      },
      onTooLong() {}, // as the whole is
    })
  }

  /** How many bytes there were, if that is why it is no proposal. */
  get tooManyBytes(): number | undefined {
    return this.#isTooLong ? this.#bytes : undefined
  }

  write(chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#held === undefined) return this.#log.write(chunk)
    this.#held.push(chunk)
    if (!this.#mayBegin(chunk)) return this.#release()
    this.#lines.write(chunk)
    if (this.#held === undefined || this.#bytes <= this.#maxBytes) return
    this.#isTooLong = true
    this.#release()
  }

  /** The whole of it if it was held; empty if it was log, or nothing. */
  text(): string {
    return Buffer.concat(this.#held ?? [])
      .toString('utf8')
      .trim()
  }

  /** It was a proposal, and is no log. */
  drop(): void {
    this.#held = []
  }

  /** It was no proposal: what was held is log too, and nothing more comes. */
  endAsLog(): void {
    this.#release()
    this.#log.end()
  }

  #mayBegin(chunk: Buffer): boolean {
    if (this.#hasBegun) return true
    const start = chunk.toString('latin1').trimStart()
    this.#hasBegun = start !== ''
    return !this.#hasBegun || proposalBegins.test(start)
  }

  #release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const chunk of held) this.#log.write(chunk)
  }
}
