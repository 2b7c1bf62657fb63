import { subjectBefore } from './binding.js'
import { type Draft, take } from './draft.js'
import type { Figure, Unit } from './unit.js'

const strength = 0.45
const unsaid = 0.75
const turnaround = 0.6
const versus = new Set(['from', 'against', 'versus', 'vs', 'than', 'compared', 'compared with', 'compared to', 'with'])

/** Compares two figures of a headline where no word says which way it went: "sales of 16 mn against 13 mn", "from 3 mn to 1 mn". */
export function readFigures(draft: Draft): void {
  const { units, values } = draft
  const places = [...units.keys()].filter((i) => units[i]?.figure !== undefined)
  for (const [n, later] of places.entries()) {
    const earlier = places[n - 1]
    if (earlier === undefined || later - earlier > 10) continue
    const change = changeBetween(units, earlier, later)
    if (change === undefined) continue
    const turn = turnBetween(units, earlier, later)
    if (turn === 0 && isTold(draft, earlier, later)) continue
    const bound = subjectBefore(draft, earlier)
    if (bound !== undefined) take(draft, bound.from, bound.to)
    if (turn !== 0) take(draft, earlier + 1, later - 1)
    values[earlier] = turn === 0 ? strength * Math.sign(change) * (bound?.polarity ?? unsaid) : turn
  }
}

/** The new figure less the old one, when the words between them say which is which. */
function changeBetween(units: readonly Unit[], first: number, second: number): number | undefined {
  const [a, b] = [units[first]?.figure, units[second]?.figure]
  if (a === undefined || b === undefined || a.isPercent !== b.isPercent) return undefined
  const between = units.slice(first + 1, second).map(({ text }) => text)
  // A currency may stand before the figure.
  const isFrom = [first - 1, first - 2].some((i) => units[i]?.text === 'from')
  if (isFrom && between.includes('to')) return difference(b, a)
  return between.some((text) => versus.has(text)) ? difference(a, b) : undefined
}

function difference(later: Figure, earlier: Figure): number {
  return later.value - earlier.value
}

/** From loss to profit, or back. */
function turnBetween(units: readonly Unit[], first: number, second: number): number {
  const then = kindOf(units.slice(first + 1, second))
  const now = kindOf(units.slice(Math.max(0, first - 5), first))
  if (now === 'profit' && then === 'loss') return turnaround
  return now === 'loss' && then === 'profit' ? -turnaround : 0
}

function kindOf(units: readonly Unit[]): 'profit' | 'loss' | undefined {
  const last = units.findLast(({ text }) => /\b(profits?|loss|losses)\b/.test(text))?.text
  if (last === undefined) return undefined
  return last.includes('loss') ? 'loss' : 'profit'
}

/** Whether a movement near the figures has told it already. */
function isTold({ units, values }: Draft, first: number, second: number): boolean {
  return units.some(({ entry }, i) => i >= first - 6 && i < second && entry.movement !== undefined && values[i] !== 0)
}
