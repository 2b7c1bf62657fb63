import { stripVTControlCharacters } from 'node:util'
import { width } from '../plain-text.js'

/** Two columns of lines beside each other, the second beginning at a column; lines may have colours. */
export function coupled(left: readonly string[], right: readonly string[], secondAt: number): string[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const [one = '', other = ''] = [left[row], right[row]]
    if (other === '') return one
    return one + ' '.repeat(Math.max(1, secondAt - visibleWidth(one))) + other
  })
}

/** Columns that a line takes on a terminal, colours apart. */
export function visibleWidth(line: string): number {
  return width(stripVTControlCharacters(line))
}
