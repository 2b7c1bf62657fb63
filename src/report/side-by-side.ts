import { counted } from './figures.js'
import { differencesOf, type Leaf, leavesOf } from './leaves.js'
import type { Cell, Page } from './page.js'

/** Two plain values that people compare, and what each is called. */
export interface Compared {
  readonly heads: readonly [string, string]
  readonly values: readonly [unknown, unknown]
}

/** Below this the two stand one under the other. */
const NARROW = 76
const NOTHING = '–'
const DIFFERS: Cell = { text: '≠', tone: 'warning' }

/** The two values side by side, a line a figure, the differing ones marked; what is long and the same is left out. */
export function sideBySide({ heads, values }: Compared, page: Page): readonly string[] {
  const rows = folded(leavesOf(...values))
  const [first, second] = heads
  if (page.columns >= NARROW)
    return page.table(
      [{}, { lines: 3 }, { head: first, lines: 6 }, { head: second, lines: 6 }],
      rows.map((row) => ('hidden' in row ? ['', hiddenIn(row), '', ''] : [markOf(row), row.path, ...told(row)])),
    )
  const one = (head: string, side: 0 | 1) => [
    ...page.heading(head),
    ...page.table(
      [{}, { lines: 3 }, { lines: 6 }],
      rows.map((row) => ('hidden' in row ? ['', hiddenIn(row), ''] : [markOf(row), row.path, told(row)[side]])),
    ),
  ]
  return [...one(first, 0), '', ...one(second, 1)]
}

/** `same proposal`, or how many lines of the two differ. */
export function sameOrNot({ values }: Compared, what: string): string {
  const { length } = differencesOf(leavesOf(...values))
  return length === 0 ? `same ${what}` : counted(length, 'difference')
}

interface Hidden {
  readonly hidden: number
}

/** How many lines in a row that are the same are shown, and what of longer stretches. */
const LONGEST_SAME = 12
const SHOWN_BEFORE = 6
const SHOWN_AFTER = 3

/** Leaves out the middle of long stretches in which nothing differs. */
function folded(leaves: readonly Leaf[]): readonly (Leaf | Hidden)[] {
  const rows: (Leaf | Hidden)[] = []
  let same: Leaf[] = []
  const flush = () => {
    if (same.length <= LONGEST_SAME) rows.push(...same)
    else {
      const hidden = same.length - SHOWN_BEFORE - SHOWN_AFTER
      rows.push(...same.slice(0, SHOWN_BEFORE), { hidden }, ...same.slice(-SHOWN_AFTER))
    }
    same = []
  }
  for (const leaf of leaves)
    if (leaf.first === leaf.second) same.push(leaf)
    else {
      flush()
      rows.push(leaf)
    }
  flush()
  return rows
}

const hiddenIn = ({ hidden }: Hidden): Cell => ({ text: `… ${counted(hidden, 'line')} the same`, tone: 'quiet' })

const markOf = ({ first, second }: Leaf): Cell => (first === second ? '' : DIFFERS)

/** How much that is the same comes before what differs in a long text: else only the beginning of both is seen. */
const SAME_BEFORE = 40

function told({ first = NOTHING, second = NOTHING }: Leaf): readonly [string, string] {
  if (first === second) return [first, second]
  let differsAt = 0
  while (differsAt < first.length && first[differsAt] === second[differsAt]) differsAt++
  const from = differsAt - SAME_BEFORE
  return from <= SAME_BEFORE ? [first, second] : [`…${first.slice(from)}`, `…${second.slice(from)}`]
}
