import type { Draft } from './draft.js'

/** Gives each word of tone, and each thing that nothing moves, what it says by itself. */
export function readTones({ units, values, isTaken }: Draft): void {
  for (const [i, { entry }] of units.entries()) {
    if (values[i] !== 0 || isTaken[i] || entry.movement !== undefined) continue
    // Of "oversupply concerns" the last word says it all.
    const isPart = entry.subject !== undefined && units[i + 1]?.entry.subject !== undefined
    values[i] = entry.tone ?? (isPart ? 0 : (entry.subject?.tone ?? 0))
  }
}
