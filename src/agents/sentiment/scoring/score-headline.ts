import { readComparisons } from './comparison.js'
import { createDraft, type Draft } from './draft.js'
import { turnDenials, weigh } from './emphasis.js'
import { readFigures } from './figures.js'
import { readMovements } from './movement.js'
import { readTones } from './tones.js'
import { readUnits } from './unit.js'

/** A part of a headline, and what it adds to the tone of the whole. */
export interface Clause {
  /** Where it begins in the headline. */
  readonly at: number
  readonly value: number
}

const gain = 1.4
/** As far as people go who label headlines: a few words never tell all. */
const strongest = 0.7
const questioned = 0.5

/** The tone of a headline for whom it is about, −1 (bad) … 1 (good); 0 for a plain fact. */
export function scoreHeadline(title: string): number {
  return toScore(readClauses(title))
}

/** The tone of some clauses together. */
export function toScore(clauses: readonly Clause[]): number {
  return strongest * Math.tanh(gain * clauses.reduce((sum, { value }) => sum + value, 0))
}

/** What each clause of a headline says. */
export function readClauses(title: string): readonly Clause[] {
  const draft = createDraft(readUnits(title))
  readMovements(draft)
  readComparisons(draft)
  readFigures(draft)
  readTones(draft)
  turnDenials(draft)
  weigh(draft)
  return clausesOf(draft, title.trimEnd().endsWith('?') ? questioned : 1)
}

function clausesOf({ units, values }: Draft, factor: number): readonly Clause[] {
  const clauses: { at: number; value: number; weight: number }[] = []
  let current = { at: 0, value: 0, weight: factor }
  clauses.push(current)
  for (const [i, { entry, at }] of units.entries()) {
    if (entry.break !== undefined) {
      // All that was said before a "but" counts less.
      for (const clause of clauses) clause.weight *= entry.break.before
      current = { at, value: 0, weight: factor * entry.break.after }
      clauses.push(current)
    }
    current.value += values[i] ?? 0
  }
  return clauses.map(({ at, value, weight }) => ({ at, value: value * weight }))
}
