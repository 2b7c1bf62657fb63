import { hasRun, type PlacedRun, type Span, type Timeline } from './timeline.js'

/** From when to when, in whole microseconds: what follows one another on a clock overlaps in none of them. */
export interface MicroSpan {
  readonly beginUs: number
  readonly endUs: number
}

/** Something in a lane; the first is 0. */
export interface InLane<Item> extends MicroSpan {
  readonly item: Item
  readonly lane: number
}

/** A part of a whole, rounded inwards. */
export function inMicroseconds({ beginMs, endMs }: Span): MicroSpan {
  const beginUs = Math.ceil(beginMs * 1000)
  return { beginUs, endUs: Math.max(beginUs, Math.floor(endMs * 1000)) }
}

/** Gives each item, in the order in which they begin, the first lane that is free: no more lanes than overlap at once. */
export function inLanes<Item extends Span>(items: readonly Item[]): readonly InLane<Item>[] {
  const freeFromUs: number[] = []
  const spans = items.map((item) => ({ item, ...inMicroseconds(item) }))
  spans.sort((a, b) => a.beginUs - b.beginUs || a.endUs - b.endUs)
  return spans.map((span) => {
    const free = freeFromUs.findIndex((fromUs) => fromUs <= span.beginUs)
    const lane = free === -1 ? freeFromUs.length : free
    freeFromUs[lane] = span.endUs
    return { ...span, lane }
  })
}

/** The runs of a cycle that made an attempt, each in a lane of its own while it goes on. */
export function runsInLanes({ phases }: Timeline): readonly InLane<PlacedRun>[] {
  return inLanes(phases.flatMap(({ runs }) => runs).filter(({ run }) => hasRun(run)))
}
