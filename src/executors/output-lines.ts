import { StringDecoder } from 'node:string_decoder'

/** The longest line that is shown whole, characters. */
export const maxLineLength = 8 * 1024

/** What is kept of a longer line to mask it: a secret that begins in what is shown ends in the rest, and is known. */
const maxKeptLength = 2 * maxLineLength

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
    // What is beyond is never shown, and must not pile up.
    if (this.#rest.length <= maxKeptLength) this.#rest += last
  }

  #line(line: string): void {
    if (line.trim() !== '') this.#onLine(line)
  }
}

/** A whole line as it may be shown: masked, and then cut, as half of a secret is not known for one. */
export function shownLine(line: string, mask: (text: string) => string): string {
  if (line.length <= maxKeptLength) return cut(mask(line))
  // What is masked may end with half of a secret; that half is in the part that is dropped.
  const masked = mask(line.slice(0, maxKeptLength))
  return cut(masked.slice(0, Math.max(0, masked.length - maxLineLength)), true)
}

function cut(text: string, isCut = false): string {
  return text.length <= maxLineLength && !isCut ? text : `${text.slice(0, maxLineLength)} …`
}
