import { isDeepStrictEqual } from 'node:util'
import { type ComparedCycle, type ComparedRun, CycleReader } from '../store/compared-cycles.js'
import type { Database } from '../store/connection.js'

/** Where a cycle that two records have differs, and what each says. */
export interface CycleDifference {
  readonly asOf: string
  /** Its id in each. */
  readonly cycles: readonly [string, string]
  readonly what: 'proposal' | 'state' | 'orders' | 'account'
  /** Whose proposal it is. */
  readonly agent?: string
  readonly a: unknown
  readonly b: unknown
}

type Found = Pick<CycleDifference, 'what' | 'agent' | 'a' | 'b'>

/** Looks for what differs in cycles of two records. */
export class CycleContents {
  readonly #a: CycleReader
  readonly #b: CycleReader

  constructor(a: Database, b: Database) {
    this.#a = new CycleReader(a)
    this.#b = new CycleReader(b)
  }

  /**
   * What differs first as the cycle went: what the agents of the first phase said, the state, what the others said, what
   * became of the orders, the account. Ids, and when and how long something ran, are nothing to differ by.
   */
  differenceIn(one: ComparedCycle, other: ComparedCycle): CycleDifference | undefined {
    const found =
      this.#runs(one, other) ??
      different('orders', this.#a.orders(one), this.#b.orders(other)) ??
      different('account', this.#a.account(one), this.#b.account(other))
    return found && { asOf: one.asOf, cycles: [one.id, other.id], ...found }
  }

  /** Whether both records have the runs of a cycle still. */
  hasRuns(one: ComparedCycle, other: ComparedCycle): boolean {
    return one.number >= this.#a.kept.runsFrom && other.number >= this.#b.kept.runsFrom
  }

  #runs(one: ComparedCycle, other: ComparedCycle): Found | undefined {
    const state = () => different('state', stateOf(one), stateOf(other))
    if (!this.hasRuns(one, other)) return state()
    // What a proposal leaves to remember is a part of the next briefing, and goes with those.
    const withMemory = one.number >= this.#a.kept.briefingsFrom && other.number >= this.#b.kept.briefingsFrom
    const [a, b] = [this.#a.runs(one, withMemory), this.#b.runs(other, withMemory)]
    const firstPhase = [...a.values()][0]?.phase
    for (const agent of new Set([...a.keys(), ...b.keys()])) {
      const [mine, theirs] = [a.get(agent), b.get(agent)]
      const isLater = (mine ?? theirs)?.phase !== firstPhase
      const found = (isLater ? state() : undefined) ?? different('proposal', said(mine), said(theirs))
      if (found !== undefined) return found.what === 'proposal' ? { ...found, agent } : found
    }
    return state()
  }
}

/** Null when it took no part. */
function said(run: ComparedRun | undefined): unknown {
  if (run === undefined) return null
  const { phase: _, ...said } = run
  return said
}

function stateOf({ state, reasons, restrict }: ComparedCycle): unknown {
  return { state, reasons: JSON.parse(reasons), restrict: JSON.parse(restrict) }
}

function different(what: Found['what'], a: unknown, b: unknown): Found | undefined {
  return isDeepStrictEqual(a, b) ? undefined : { what, a, b }
}
