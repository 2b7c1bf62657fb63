/** Remembers what was told lately. */
export interface Repeats {
  /** Whether this has not been told for long enough; then it counts as told now. */
  isNew(key: string): boolean
}

/** More keys than this are forgotten, the oldest first. */
const MOST_KEYS = 5000

/** Lets the same through once in `repeatAfterMs`. */
export function createRepeats(repeatAfterMs: number, now: () => number): Repeats {
  const toldAtMs = new Map<string, number>()
  return {
    isNew(key) {
      const lastMs = toldAtMs.get(key)
      if (lastMs !== undefined && now() - lastMs < repeatAfterMs) return false
      toldAtMs.delete(key) // so that it stands at the end again
      toldAtMs.set(key, now())
      const [oldest] = toldAtMs.keys()
      if (toldAtMs.size > MOST_KEYS && oldest !== undefined) toldAtMs.delete(oldest)
      return true
    },
  }
}
