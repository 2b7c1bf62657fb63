import type { Family } from './family.js'
import { markOf, type ProcessStat, processIds, processStat } from './process-tree.js'

/** A process that was not there at the last look; its mark is undefined while it is just being started. */
type Newcomer = ProcessStat & { readonly mark: string | undefined }

/**
 * Tells which processes of this machine belong to which family, by their parent, group, session or mark; families
 * remember it when they leave all of these. One look costs little more than the processes that are new since the last.
 *
 * What no look can see: a process that leaves its group and session, empties its environment and loses its parent
 * before the next one. Without /proc nothing is seen at all.
 */
export class Census {
  readonly #families = new Set<Family>()
  #seen: ReadonlySet<number> = new Set()
  /** Newcomers of the last look that had no environment; they are looked at once more. */
  #blank: ReadonlySet<number> = new Set()
  #lookedAtMs = Number.NEGATIVE_INFINITY

  /** Before a leader is started: if there is no family yet, whoever is there belongs to none. */
  begin(): void {
    if (this.#families.size === 0) this.#seen = new Set(processIds())
  }

  add(family: Family): void {
    this.#families.add(family)
    const leader = processStat(family.leaderPid)
    if (leader !== undefined) family.join(leader)
  }

  /** Nothing of it is left. */
  delete(family: Family): void {
    this.#families.delete(family)
    family.close()
  }

  /** Brings every family up to date, unless the last look is younger than `maxAgeMs`. */
  look(nowMs: number, maxAgeMs: number): void {
    if (nowMs - this.#lookedAtMs < maxAgeMs) return
    this.#lookedAtMs = nowMs
    const pids = new Set(processIds())
    for (const family of this.#families) family.keep(pids)
    const fresh = [...pids].filter((pid) => !this.#seen.has(pid))
    const strangers = this.#adopt(fresh.map(newcomer).filter((one) => one !== undefined))
    const blank = strangers.filter(({ pid, mark }) => mark === undefined && !this.#blank.has(pid))
    this.#blank = new Set(blank.map(({ pid }) => pid))
    for (const pid of this.#blank) pids.delete(pid)
    this.#seen = pids
  }

  /** Has those join that belong to a family; returns the others. */
  #adopt(newcomers: readonly Newcomer[]): readonly Newcomer[] {
    const strangers = newcomers.filter((one) => {
      const family = this.#familyOf(one)
      family?.join(one)
      return family === undefined
    })
    // Whose parent has just joined may have come before it.
    return strangers.length === newcomers.length ? strangers : this.#adopt(strangers)
  }

  #familyOf({ pid, parent, group, session, mark }: Newcomer): Family | undefined {
    const kin = new Set([pid, parent, group, session])
    return [...this.#families].find((family) => family.mark === mark || family.includesAny(kin))
  }
}

function newcomer(pid: number): Newcomer | undefined {
  const stat = processStat(pid)
  return stat && { ...stat, mark: markOf(pid) }
}
