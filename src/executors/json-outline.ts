/** What a line of a JSON text is made of: in it, no string goes on in the next line. */
const token = /[\s:,]+|[{[]|[}\]]|"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|true|false|null|NaN|-?Infinity/y

/** Follows a text line by line, and tells as soon as it cannot be one JSON value; what it lets pass may be none still. */
export class JsonOutline {
  #depth = 0
  #isOver = false

  /** Whether the text may still be one JSON value, after this line. */
  take(line: string): boolean {
    for (let at = 0; at < line.length; at = token.lastIndex) {
      token.lastIndex = at
      const [part] = token.exec(line) ?? []
      if (part === undefined) return false
      const isBlank = part.trim() === ''
      if (this.#isOver && !isBlank) return false
      if (part === '{' || part === '[') this.#depth++
      if (part === '}' || part === ']') this.#depth--
      this.#isOver ||= !isBlank && this.#depth <= 0
    }
    return true
  }
}
