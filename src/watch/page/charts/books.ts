import type { DrawnLine } from '../../../report/charts/chart.js'
import { change } from '../../../report/figures.js'
import type { Series } from '../../api.js'
import type { Picture } from './pictures.js'

/** More lines than can be told apart. */
const MOST = 12
const COLOURS = 8
const DASHES: readonly (number[] | undefined)[] = [undefined, [7, 4], [2, 3]]

/** What each agent's book has made: of many the books that made or lost most; nothing where there are none. */
export function booksPicture({ at, books }: Series, quote: string): Picture | undefined {
  const all = Object.entries(books).sort(([, one], [, other]) => furthest(other) - furthest(one))
  if (all.length === 0) return undefined
  const shown = all.slice(0, MOST).sort(([one], [other]) => (one < other ? -1 : 1))
  const unit = all.length > MOST ? `${quote}; the ${MOST} of ${all.length} that moved most` : quote
  return {
    key: 'books',
    title: 'Profit by agent',
    unit,
    alternative: `What the books of ${shown.map(([agent]) => agent).join(', ')} have made.`,
    lines: shown.map(([agent], index) => line(agent, index)),
    data: [[...at], ...shown.map(([, profit]) => [...profit])],
    height: 150,
    y: { range: { min: { pad: 0.1 }, max: { pad: 0.1 } } },
    hasFills: false,
  }
}

/** Neighbours differ in colour and in dash. */
function line(label: string, index: number): DrawnLine {
  const dash = DASHES[index % DASHES.length]
  return {
    label,
    colour: `line-${(index % COLOURS) + 1}`,
    ...(dash === undefined ? {} : { dash }),
    value: (profit) => change(profit).replace('-', '−'),
  }
}

function furthest(profit: readonly (number | null)[]): number {
  let most = 0
  for (const value of profit) most = Math.max(most, Math.abs(value ?? 0))
  return most
}
