import { OutputLines } from './output-lines.js'

/** What a text begins with that may be one JSON value. */
const jsonBegins = /^[{["\-\dtfn]/

/** Stdout of a command: held back while the whole of it may be a proposal, a log from when it cannot be. */
export class HeldStdout {
  readonly #lines: OutputLines
  readonly #maxBytes: number
  #held: Buffer[] | undefined = []
  #heldBytes = 0
  #hasBegun = false

  constructor(maxBytes: number, onLine: (line: string) => void) {
    this.#maxBytes = maxBytes
    this.#lines = new OutputLines(onLine)
  }

  write(chunk: Buffer): void {
    if (this.#held === undefined) return this.#lines.write(chunk)
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#heldBytes > this.#maxBytes || !this.#mayBeJson(chunk)) this.#release()
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
    this.#lines.end()
  }

  #mayBeJson(chunk: Buffer): boolean {
    if (this.#hasBegun) return true
    const start = chunk.toString('latin1').trimStart()
    this.#hasBegun = start !== ''
    return !this.#hasBegun || jsonBegins.test(start)
  }

  #release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const chunk of held) this.#lines.write(chunk)
  }
}
