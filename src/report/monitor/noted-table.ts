import type { Column } from '../column-widths.js'
import type { Cell, Page } from '../page.js'
import { cut, plain, width } from '../plain-text.js'

/** A row of a table, and what there is to say about it as far as there is room. */
export interface NotedRow {
  readonly cells: readonly Cell[]
  readonly note: Cell
}

/** Less room than this says nothing. */
const NARROWEST_NOTE = 8
const AROUND = 2

/** A table of one line a row, each ending in as much of its note as fits; all other cells come first. */
export function notedTable(columns: readonly Column[], rows: readonly NotedRow[], page: Page): string[] {
  const widths = columns.map(({ head = '' }, index) =>
    Math.max(width(head), ...rows.map(({ cells }) => width(plain(textOf(cells[index] ?? ''))))),
  )
  const room = page.columns - AROUND - widths.reduce((sum, one) => sum + one + AROUND, 0)
  if (room < NARROWEST_NOTE)
    return page.table(
      columns,
      rows.map(({ cells }) => cells),
    )
  return page.table(
    [...columns, {}],
    rows.map(({ cells, note }) => [...cells, cutCell(note, room)]),
  )
}

function cutCell(cell: Cell, room: number): Cell {
  const text = cut(plain(textOf(cell)), room)
  return typeof cell === 'string' ? text : { ...cell, text }
}

const textOf = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text)
