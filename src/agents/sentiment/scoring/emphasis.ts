import type { Draft } from './draft.js'

const reachOfTurn = 5
const reachOfScale = 2

/** Turns what is denied, avoided or ended; "not" reaches five words on, never out of its clause. */
export function turnDenials({ units, values }: Draft): void {
  // From the right, so that "not fail to win" turns twice.
  for (let i = units.length - 1; i >= 0; i--) {
    const turn = units[i]?.entry.turn
    if (turn === undefined) continue
    const target = nextValue({ units, values }, i, turn.isFar)
    if (target === undefined) {
      if (values[i] === 0) values[i] = turn.alone
      continue
    }
    const sign = Math.sign(values[target] ?? 0)
    for (let j = target; Math.sign(values[j] ?? 0) === sign; j++) values[j] = (values[j] ?? 0) * turn.factor
    values[i] = 0
  }
}

/** Strengthens and weakens: "sharply", "slightly"; and makes less certain what follows "may". */
export function weigh({ units, values }: Draft): void {
  for (const [i, { entry }] of units.entries()) {
    if (entry.scale !== undefined) {
      const target = [i + 1, i + reachOfScale, i - 1, i - reachOfScale].find((j) => (values[j] ?? 0) !== 0)
      if (target !== undefined) values[target] = (values[target] ?? 0) * entry.scale
    }
    if (entry.hedge === undefined) continue
    for (let j = i + 1; j < units.length && units[j]?.entry.break === undefined; j++)
      values[j] = (values[j] ?? 0) * entry.hedge
  }
}

function nextValue({ units, values }: Pick<Draft, 'units' | 'values'>, i: number, isFar: boolean): number | undefined {
  for (let j = i + 1; j <= i + reachOfTurn; j++) {
    const entry = units[j]?.entry
    if (entry === undefined || entry.break !== undefined || (!isFar && entry.link === 'stop')) return undefined
    if (Math.abs(values[j] ?? 0) > 0.05) return j
  }
  return undefined
}
