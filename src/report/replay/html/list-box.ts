import { html, type Markup } from './markup.js'

/** More rows than this scroll in a box of their own. */
export const MOST_UNBOXED = 30

/** A table that may be wide, and long. */
export interface ListBox {
  readonly label: string
  readonly rows: number
  readonly table: Markup
}

/** A box that a wide table moves in sideways, and one of many rows up and down. */
export function listBox({ label, rows, table }: ListBox): Markup {
  const kind = rows > MOST_UNBOXED ? 'scroll tall' : 'scroll'
  return html`<div class="${kind}" tabindex="0" role="region" aria-label="${label}">${table}</div>`
}
