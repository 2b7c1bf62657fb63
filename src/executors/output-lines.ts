import { StringDecoder } from 'node:string_decoder'

/** The longest line that is handed on whole, characters. */
export const maxLineLength = 8 * 1024

/** The last place where a long line may be cut: a secret, masked in whole lines, must not be split in two. */
const lastBoundary = /[\s"'`,;&][^\s"'`,;&]*$/

/** Cuts a stream of bytes into lines that say something, and keeps no more of a line than it takes to cut it. */
export class OutputLines {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  write(chunk: Buffer): void {
    this.#add(this.#decoder.write(chunk))
  }

  /** Hands on what stands after the last line break. */
  end(): void {
    this.#add(this.#decoder.end())
    this.#line(this.#rest)
    this.#rest = ''
  }

  #add(text: string): void {
    // A carriage return alone ends a line too: progress bars never send another.
    const lines = text.split(/[\r\n]+/)
    const last = lines.pop() ?? ''
    for (const line of lines) {
      this.#line(this.#rest + line)
      this.#rest = ''
    }
    // What is beyond the longest line is dropped anyway, and must not pile up.
    if (this.#rest.length <= maxLineLength) this.#rest += last
  }

  #line(line: string): void {
    if (line.trim() !== '') this.#onLine(line)
  }
}

/** A line of at most so many characters, and a sign that there was more. */
export function cutLine(line: string, maxLength = maxLineLength): string {
  if (line.length <= maxLength) return line
  const start = line.slice(0, maxLength)
  const end = start.search(lastBoundary)
  return `${end > maxLength / 2 ? start.slice(0, end) : start} …`
}
