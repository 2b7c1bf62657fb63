import type { Draft } from './draft.js'
import type { Unit } from './unit.js'

/** What a movement moves: one thing or several words for one ("sales forecast"). */
export interface Bound {
  /** The first and the last unit. */
  readonly from: number
  readonly to: number
  /** −1 … 1: whether more of it is bad or good. */
  readonly polarity: number
}

const reachBefore = 6
/** From here on a tone is something that can grow: "fears grow". */
const leastTone = 0.15

/**
 * The nearest thing before unit `i` in its clause; over a comma only when the clause has none: "profit was 9 mn, up from
 * 7". In a compound ("cost cuts") the word right before it is meant, whatever stands before that. */
export function subjectBefore({ units }: Draft, i: number, isCompound = false): Bound | undefined {
  let isClauseBegun = false
  let isCommaPassed = false
  for (let j = i - 1; j >= 0 && j >= i - reachBefore; j--) {
    const unit = units[j]
    if (unit === undefined) return undefined
    if (unit.entry.break !== undefined) {
      if (unit.text !== ',' || isClauseBegun || isCommaPassed) return undefined
      isCommaPassed = true
      continue
    }
    if (unit.entry.subject !== undefined) return widenBack(units, isCompound && j === i - 1 ? j : headOf(units, j))
    isClauseBegun ||= unit.figure === undefined
  }
  return undefined
}

/** The nearest thing within `reach` units after `i`, before its clause or a preposition ends. */
export function subjectAfter({ units }: Draft, i: number, reach: number): Bound | undefined {
  for (let j = i + 1; j <= i + reach; j++) {
    const unit = units[j]
    if (unit === undefined || endsSearch(unit)) return undefined
    if (unit.entry.subject !== undefined) return widenOn(units, j)
    if (unit.entry.movement !== undefined) return undefined
  }
  return undefined
}

/** A word of tone, or a movement as a noun, right after `i`: "eases fears", "pares gains". */
export function nounAfter({ units, isTaken }: Draft, i: number): Bound | undefined {
  for (let j = i + 1; j <= i + 3; j++) {
    const unit = units[j]
    if (unit === undefined || isTaken[j] || endsSearch(unit)) return undefined
    const bound = asNoun(unit, j)
    if (bound !== undefined) return bound
  }
  return undefined
}

/** A word of tone, or a movement as a noun, right before `i`: "woes deepen", "decline slows". */
export function nounBefore({ units, isTaken }: Draft, i: number): Bound | undefined {
  const unit = units[i - 1]
  return unit === undefined || isTaken[i - 1] ? undefined : asNoun(unit, i - 1)
}

function asNoun({ entry, text }: Unit, at: number): Bound | undefined {
  const { movement, tone = 0 } = entry
  if (movement !== undefined) return text.endsWith('ing') ? undefined : bound(at, Math.sign(movement.strength) * 0.8)
  return Math.abs(tone) < leastTone ? undefined : bound(at, Math.max(-1, Math.min(1, tone * 2)))
}

function bound(at: number, polarity: number): Bound {
  return { from: at, to: at, polarity }
}

function endsSearch({ entry }: Unit): boolean {
  return entry.break !== undefined || entry.link === 'stop'
}

/** "Competition in the market" is about competition, not the market. */
function headOf(units: readonly Unit[], j: number): number {
  for (let k = j - 1; k >= j - 4; k--) {
    if (units[k]?.entry.break !== undefined) return j
    if (units[k]?.entry.link !== undefined) return units[k - 1]?.entry.subject === undefined ? j : k - 1
  }
  return j
}

/** What is bad in one of its words is bad: "loss forecast". */
function widenBack(units: readonly Unit[], to: number): Bound {
  let from = to
  while (units[from - 1]?.entry.subject !== undefined) from--
  return { from, to, polarity: lowest(units.slice(from, to + 1)) }
}

function widenOn(units: readonly Unit[], from: number): Bound {
  let to = from
  while (units[to + 1]?.entry.subject !== undefined) to++
  return { from, to, polarity: lowest(units.slice(from, to + 1)) }
}

function lowest(units: readonly Unit[]): number {
  return Math.min(...units.map(({ entry }) => entry.subject?.polarity ?? 1))
}
