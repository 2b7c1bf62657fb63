/** Stands for the cycles from the end of the bucket before it; numbers, null where unknown. */
export interface Bucket {
  /** The row of its last cycle. */
  readonly lastId: number
  /** The market time of that, ISO UTC. */
  readonly at: string
  readonly equity: number | null
  readonly exposure: number | null
  /** Its worst. */
  readonly low: number | null
  readonly drawdown: number | null
  /** The high-water mark after it. */
  readonly peak: number | null
}

/**
 * So many buckets at most, of as many cycles each: when there are too many, each two become one, and every later one takes
 * twice as many cycles.
 */
export class Buckets {
  readonly #most: number
  #full: Bucket[] = []
  #last: Bucket | undefined
  #cyclesEach = 1
  /** In the last one. */
  #cycles = 0

  /** At least 2. */
  constructor(most: number) {
    this.#most = most - (most % 2)
  }

  /** Takes the next cycle, as a bucket of its own. */
  add(cycle: Bucket): void {
    this.#last = this.#last === undefined ? cycle : joined(this.#last, cycle)
    this.#cycles += 1
    if (this.#cycles < this.#cyclesEach) return
    this.#full.push(this.#last)
    this.#last = undefined
    this.#cycles = 0
    if (this.#full.length < this.#most) return
    this.#full = [...joinedBy(this.#full, 2)]
    this.#cyclesEach *= 2
  }

  /** The last one may have fewer cycles. */
  get all(): readonly Bucket[] {
    return this.#last === undefined ? this.#full : [...this.#full, this.#last]
  }
}

/** The same time in fewer buckets: so many of them at most. */
export function fewer(buckets: readonly Bucket[], most: number): readonly Bucket[] {
  return buckets.length <= most ? buckets : joinedBy(buckets, Math.ceil(buckets.length / most))
}

function joinedBy(buckets: readonly Bucket[], each: number): readonly Bucket[] {
  const groups = Array.from({ length: Math.ceil(buckets.length / each) }, (_, i) =>
    buckets.slice(i * each, (i + 1) * each),
  )
  return groups.map((group) => group.reduce(joined))
}

const joined = (first: Bucket, second: Bucket): Bucket => ({
  ...second,
  equity: second.equity ?? first.equity,
  low: worst(first.low, second.low, Math.min),
  drawdown: worst(first.drawdown, second.drawdown, Math.max),
})

function worst(a: number | null, b: number | null, choose: (a: number, b: number) => number): number | null {
  if (a === null || b === null) return a ?? b
  return choose(a, b)
}
