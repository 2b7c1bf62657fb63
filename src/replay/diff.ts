import { type ComparedCycle, sealedCycles } from '../store/compared-cycles.js'
import type { Database } from '../store/connection.js'
import { CycleContents, type CycleDifference } from './cycle-difference.js'

/** Cycles in a row, of market time, that only one of two records has. */
export interface OnlySpan {
  readonly in: Side
  /** asOf of the first and the last of them. */
  readonly from: string
  readonly to: string
  readonly cycles: number
}

/** One of two records. */
export type Side = 'a' | 'b'

/** How two records compare. */
export interface Comparison {
  /** True when both have the same cycles and nothing in them differs. */
  readonly identical: boolean
  /** Cycles that both have, up to the first that differs. */
  readonly same: number
  /** Of those, the ones whose runs a record no longer has: compared by state, orders and account. */
  readonly withoutRuns: number
  /** The first, in the order in which things happen. */
  readonly difference: CycleDifference | null
  /** The first of them; `spans` counts all. */
  readonly only: readonly OnlySpan[]
  readonly spans: number
}

/** Enough to see what happened; records on different grids have one in every gap. */
const MOST_SPANS = 20

/** Walks two records by market time, cycle by cycle, until they differ; where each is alone, to their ends. */
export function compareRecords(a: Database, b: Database): Comparison {
  const contents = new CycleContents(a, b)
  const only = new OnlySpans()
  let same = 0
  let withoutRuns = 0
  let difference: CycleDifference | undefined
  for (const [one, other] of paired(sealedCycles(a), sealedCycles(b))) {
    only.add(one, other)
    if (one === undefined || other === undefined || difference !== undefined) continue
    difference = contents.differenceIn(one, other)
    if (difference !== undefined) continue
    same += 1
    if (!contents.hasRuns(one, other)) withoutRuns += 1
  }
  const { spans, count } = only
  return {
    identical: difference === undefined && count === 0,
    same,
    withoutRuns,
    difference: difference ?? null,
    only: spans,
    spans: count,
  }
}

type Pair = readonly [ComparedCycle | undefined, ComparedCycle | undefined]

/** Two streams in the order of market time, as one. */
function* paired(a: Iterator<ComparedCycle>, b: Iterator<ComparedCycle>): Generator<Pair> {
  const next = (cycles: Iterator<ComparedCycle>) => {
    const { done, value } = cycles.next()
    return done === true ? undefined : value
  }
  let one = next(a)
  let other = next(b)
  while (one !== undefined || other !== undefined) {
    const first = [one, other].flatMap((cycle) => (cycle === undefined ? [] : [cycle.asOf])).sort()[0]
    const isOne = one?.asOf === first
    const isOther = other?.asOf === first
    yield [isOne ? one : undefined, isOther ? other : undefined]
    if (isOne) one = next(a)
    if (isOther) other = next(b)
  }
}

/** Gathers what only one has. */
class OnlySpans {
  readonly spans: OnlySpan[] = []
  count = 0
  #side: Side | undefined

  add(one: ComparedCycle | undefined, other: ComparedCycle | undefined): void {
    const cycle = one ?? other
    const side = one === undefined ? 'b' : other === undefined ? 'a' : undefined
    const goesOn = side === this.#side
    this.#side = side
    if (side === undefined || cycle === undefined) return
    if (!goesOn) this.count += 1
    if (this.count > MOST_SPANS) return
    const last = goesOn ? this.spans.pop() : undefined
    this.spans.push({ in: side, from: last?.from ?? cycle.asOf, to: cycle.asOf, cycles: (last?.cycles ?? 0) + 1 })
  }
}
