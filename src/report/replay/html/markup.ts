/** HTML that may stand in a page as it is; made by `html` and `trusted` only. */
export class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What `html` puts between its texts: strings and numbers are escaped, lists are joined, null is nothing. */
export type Part = Markup | string | number | null | readonly Part[]

/** A piece of HTML; whatever is put into it is shown and never obeyed, in text and in quoted attributes alike. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(texts.map((text, index) => text + written(parts[index] ?? null)).join(''))
}

/** Text that is HTML, a script or a style already, of our own making. */
export function trusted(text: string): Markup {
  return new Markup(text)
}

/** Data as a script of type application/json holds it: nothing in it can end that element. */
export function embeddedJson(data: unknown): Markup {
  return trusted(JSON.stringify(data).replaceAll('<', '\\u003c'))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function written(part: Part): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.toString()
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
  return typeof part === 'number' ? String(part) : part.map(written).join('')
}
