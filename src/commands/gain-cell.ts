import { change, money } from '../report/figures.js'
import type { Cell } from '../report/page.js'

/** A figure that nobody can tell, as a held symbol has no price; never shown as 0. */
export const unknownCell: Cell = { text: 'unknown', tone: 'bad' }

/** What was gained or lost, from an exact decimal; null is unknown. */
export function gainCell(exact: string | null): Cell {
  if (exact === null) return unknownCell
  const gain = Number(exact)
  return { text: change(gain), tone: gain < 0 ? 'bad' : 'good' }
}

/** An amount of money, from an exact decimal; null is unknown. */
export function amountCell(exact: string | null, quote: string): Cell {
  return exact === null ? unknownCell : `${money(Number(exact))} ${quote}`
}
