import type { RecordedFill } from './recorded-fill.js'
import type { FillMark } from './report.js'

/** How many marks a symbol has at most. */
const MOST = 2000

interface Mark {
  readonly at: string
  readonly atMs: number
  readonly side: FillMark['side']
  readonly quantity: number
  readonly price: number
  readonly notional: number
  readonly agents: ReadonlySet<string>
  readonly reason: string
  readonly count: number
}

/** The fills of one symbol for a chart: all of them, and when they are too many, those of one time and side as one. */
export class FillMarks {
  #marks: readonly Mark[] = []
  #added: Mark[] = []
  #bucketMs: number

  constructor(timeframeMs: number) {
    this.#bucketMs = timeframeMs
  }

  add({ agent, ...fill }: RecordedFill): void {
    const { at, atMs, side, quantity, price, notional, reason } = fill
    this.#added.push({ at, atMs, side, quantity, price, notional, agents: new Set([agent]), reason, count: 1 })
    if (this.#marks.length + this.#added.length <= MOST) return
    let marks = merged([...this.#marks, ...this.#added], this.#bucketMs)
    while (marks.length > MOST / 2) {
      this.#bucketMs *= 2
      marks = merged(marks, this.#bucketMs)
    }
    this.#marks = marks
    this.#added = []
  }

  /** In the order of time. */
  list(): readonly FillMark[] {
    return [...this.#marks, ...this.#added].map(({ at, side, price, notional, agents, reason, count }) => ({
      at,
      side,
      price,
      notional,
      agent: [...agents].join(', '),
      reason,
      count,
    }))
  }
}

function merged(marks: readonly Mark[], bucketMs: number): readonly Mark[] {
  const buckets = new Map<string, Mark>()
  for (const mark of marks) {
    const bucket = `${Math.floor(mark.atMs / bucketMs)} ${mark.side}`
    const first = buckets.get(bucket)
    buckets.set(bucket, first === undefined ? mark : joined(first, mark))
  }
  return [...buckets.values()]
}

function joined(first: Mark, next: Mark): Mark {
  const quantity = first.quantity + next.quantity
  const notional = first.notional + next.notional
  return {
    ...first,
    quantity,
    price: notional / quantity,
    notional,
    agents: new Set([...first.agents, ...next.agents]),
    count: first.count + next.count,
  }
}
