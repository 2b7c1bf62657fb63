import { subjectAfter, subjectBefore } from './binding.js'
import { type Draft, take } from './draft.js'
import type { Unit } from './unit.js'

const strength = 0.55
/** What is left of a movement that is judged: "profit falls less than feared". */
const judgedMovement = 0.25
const reach = 4

/** Judges what is compared with an expectation: "less than feared", "better than expected", "above forecasts". */
export function readComparisons(draft: Draft): void {
  for (const [i, { entry }] of draft.units.entries()) {
    if (entry.comparative !== undefined) readComparative(draft, i, entry.comparative)
    else if (entry.against !== undefined) readAgainst(draft, i, entry.against)
  }
}

function readComparative(draft: Draft, i: number, { sense, alone }: NonNullable<Unit['entry']['comparative']>): void {
  const than = findAfter(draft.units, i, (unit) => unit.text === 'than')
  const benchmark = than === undefined ? undefined : findAfter(draft.units, than, isBenchmark)
  if (than === undefined || benchmark === undefined) {
    if (sense === 'better' || sense === 'worse') draft.values[i] = alone
    return
  }
  take(draft, i, benchmark)
  if (draft.units[benchmark]?.entry.benchmark === 'feared') {
    draft.values[i] = sense === 'less' || sense === 'better' ? strength * 0.8 : -strength
    damp(draft, i)
    return
  }
  if (sense === 'better' || sense === 'worse') draft.values[i] = sense === 'better' ? strength : -strength
  else draft.values[i] = strength * (sense === 'more' ? 1 : -1) * Math.sign(judged(draft, i, than, benchmark))
  damp(draft, i)
}

/** Whether more of what is compared is good; a movement tells by what it says: to fall less is good, to rise less is not. */
function judged(draft: Draft, i: number, than: number, benchmark: number): number {
  const carrier = movementBefore(draft, i)
  if (carrier !== undefined) return draft.values[carrier] ?? 0
  const within = subjectAfter(draft, i, than - i - 1)
  return (within ?? subjectAfter(draft, benchmark, 2) ?? subjectBefore(draft, i))?.polarity ?? 1
}

function damp(draft: Draft, i: number): void {
  const carrier = movementBefore(draft, i)
  if (carrier !== undefined) draft.values[carrier] = (draft.values[carrier] ?? 0) * judgedMovement
}

function readAgainst(draft: Draft, i: number, { sense, alone }: NonNullable<Unit['entry']['against']>): void {
  const benchmark = findAfter(draft.units, i, isBenchmark)
  if (benchmark === undefined) {
    // A word of tone or movement too says what it says.
    if (draft.values[i] === 0) draft.values[i] = alone
    return
  }
  take(draft, i, benchmark)
  const polarity = subjectBefore(draft, i)?.polarity ?? 1
  draft.values[i] = 0.9 * strength * sense * Math.sign(polarity)
  if (sense !== 0) damp(draft, i)
}

function isBenchmark({ entry }: Unit): boolean {
  return entry.benchmark !== undefined
}

function findAfter(units: readonly Unit[], i: number, test: (unit: Unit) => boolean): number | undefined {
  for (let j = i + 1; j <= i + reach; j++) {
    const unit = units[j]
    if (unit === undefined || unit.entry.break !== undefined) return undefined
    if (test(unit)) return j
  }
  return undefined
}

function movementBefore({ units }: Draft, i: number): number | undefined {
  for (let j = i - 1; j >= i - 3; j--) {
    const entry = units[j]?.entry
    if (entry === undefined || entry.break !== undefined) return undefined
    if (entry.movement !== undefined) return j
  }
  return undefined
}
