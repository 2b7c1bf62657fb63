/** How a column of a table looks. */
export interface Column {
  readonly head?: string
  readonly align?: 'left' | 'right'
  /** Lines that a cell may break over; default 1: what is too long is cut. */
  readonly lines?: number
  /** What the row is about: it gives way after all other texts, and is cut in its middle. */
  readonly isName?: boolean
  /** Left out where there is no room for it. */
  readonly optional?: boolean
}

/** A column of figures. */
export const figureColumn = (head: string) => ({ head, align: 'right' }) as const satisfies Column

/** A column that stays, its place in the rows, and its width. */
export interface PlacedColumn extends Column {
  readonly index: number
  readonly width: number
}

/** Narrower than this nothing is readable: text that may break, and text that may not. */
const NARROWEST_BREAKING = 12
const NARROWEST_TEXT = 6

/**
 * Fits columns of the given natural widths into `available`: optional ones go first, the last of them before the
 * others; then texts that may break give way, then other texts, then names, and numbers only when nothing else is left.
 */
export function placeColumns(
  columns: readonly Column[],
  natural: readonly number[],
  available: number,
  gap: number,
): PlacedColumn[] {
  const placed = columns.map((column, index) => ({ ...column, index, width: Math.min(natural[index] ?? 0, available) }))
  const room = () => available - gap * (placed.length - 1)
  while (sum(placed.map(needed)) > room()) {
    const last = placed.findLastIndex(({ optional }) => optional === true)
    if (last === -1) break
    placed.splice(last, 1)
  }
  for (let excess = sum(placed.map(({ width }) => width)) - room(); excess > 0; excess--) {
    const widest = yielding(placed)
    if (widest !== undefined) widest.width--
  }
  return placed
}

function needed({ lines = 1, width }: PlacedColumn): number {
  return lines > 1 ? Math.min(width, NARROWEST_BREAKING) : width
}

/** The widest of the first kind that still can give way. */
function yielding<Placed extends PlacedColumn>(placed: readonly Placed[]): Placed | undefined {
  const breaking = placed.filter(({ lines = 1, width }) => lines > 1 && width > NARROWEST_BREAKING)
  const texts = placed.filter(({ align, width }) => align !== 'right' && width > NARROWEST_TEXT)
  const others = texts.filter(({ isName }) => isName !== true)
  const kind = [breaking, others, texts, placed].find((columns) => columns.length > 0) ?? []
  return kind.reduce<Placed | undefined>(
    (widest, next) => (widest && widest.width >= next.width ? widest : next),
    undefined,
  )
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0)
}
