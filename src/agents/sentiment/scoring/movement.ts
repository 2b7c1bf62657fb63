import { type Bound, nounAfter, nounBefore, subjectAfter, subjectBefore } from './binding.js'
import { type Draft, take } from './draft.js'
import type { Unit } from './unit.js'

/** What is moved when a headline does not say: the price or the business of whom it is about. */
const unsaid = 0.75
const unsaidOfAdjective = 0.3
const reachOfVerb = 5
const reachOfAdjective = 2

interface Movement {
  readonly strength: number
  readonly moves: 'object' | 'subject' | 'noun'
}

/** Direction times subject: falling profit is bad, a falling loss is good. */
export function readMovements(draft: Draft): void {
  for (const [i, unit] of draft.units.entries()) {
    const movement = movementOf(unit)
    if (movement === undefined || draft.isTaken[i]) continue
    const bound = bind(draft, i, movement)
    if (bound !== undefined) take(draft, bound.from, bound.to)
    draft.values[i] =
      movement.strength *
      (bound?.polarity ?? (movement.moves === 'noun' ? unsaidOfAdjective : unsaid)) *
      sizeOf(draft.units, i)
  }
}

function movementOf({ entry }: Unit): Movement | undefined {
  if (entry.movement !== undefined) return entry.movement
  const { sense, alone = 0 } = entry.comparative ?? {}
  // "Higher costs"; better and worse say what they are.
  return alone !== 0 && (sense === 'more' || sense === 'less') ? { strength: alone, moves: 'noun' } : undefined
}

function bind(draft: Draft, i: number, { moves }: Movement): Bound | undefined {
  const { units } = draft
  if (moves === 'object')
    return (
      subjectAfter(draft, i, reachOfVerb) ??
      nounAfter(draft, i) ??
      subjectBefore(draft, i, true) ??
      (endsPhrase(units, i) ? nounBefore(draft, i) : undefined)
    )
  if (moves === 'noun') return subjectAfter(draft, i, reachOfAdjective) ?? subjectBefore(draft, i)
  const isAdjective = units[i]?.text.endsWith('ing') === true
  const isNoun = units[i + 1]?.entry.link === 'through'
  return (
    (isAdjective ? subjectAfter(draft, i, reachOfAdjective) : undefined) ??
    (isNoun ? subjectAfter(draft, i + 1, reachOfVerb - 1) : undefined) ??
    nounBefore(draft, i) ??
    subjectBefore(draft, i)
  )
}

function endsPhrase(units: readonly Unit[], i: number): boolean {
  const { entry } = units[i + 1] ?? {}
  return entry === undefined || entry.break !== undefined || entry.link !== undefined
}

/** A fall of 20 percent says more than one of 2. */
function sizeOf(units: readonly Unit[], i: number): number {
  const near = [i + 1, i + 2, i + 3, i - 1].map((j) => units[j]?.figure)
  const percent = near.find((figure) => figure?.isPercent)?.value
  if (percent === undefined) return 1
  if (percent < 1) return 0.7
  if (percent < 3) return 0.85
  if (percent < 10) return 1
  return percent < 30 ? 1.15 : 1.3
}
