/** What is told of the lines of a stream. */
export interface LineListener {
  /** Without its line break. */
  readonly onLine: (line: string) => void
  /** Called once, for a line that is longer than it may be; nothing is read after it. */
  readonly onTooLong: () => void
}

const lineBreak = 0x0a

/** Cuts bytes, which come in chunks of any size, into lines of UTF-8; what no line break ends is never told. */
export class LineReader {
  readonly #maxBytes: number
  readonly #listener: LineListener
  #parts: Buffer[] = []
  #heldBytes = 0
  #isOver = false

  constructor(maxBytes: number, listener: LineListener) {
    this.#maxBytes = maxBytes
    this.#listener = listener
  }

  write(chunk: Buffer): void {
    let start = 0
    while (!this.#isOver) {
      const end = chunk.indexOf(lineBreak, start)
      if (end === -1) return this.#hold(chunk.subarray(start))
      this.#hold(chunk.subarray(start, end))
      this.#flush()
      start = end + 1
    }
  }

  #hold(part: Buffer): void {
    this.#parts.push(part)
    this.#heldBytes += part.length
    if (this.#heldBytes <= this.#maxBytes) return
    this.#isOver = true
    this.#parts = []
    this.#listener.onTooLong()
  }

  #flush(): void {
    if (this.#isOver) return
    const line = Buffer.concat(this.#parts).toString('utf8')
    this.#parts = []
    this.#heldBytes = 0
    this.#listener.onLine(line)
  }
}
