import * as z from 'zod'
import type { Json } from '../agent.js'
import { sum, type Weights } from './leader.js'

/** What it keeps from one cycle to the next. */
export interface Remembered {
  /** What it followed last; undefined before the first time. */
  readonly followed?: Weights
  /** What it waits to see again. */
  readonly awaited?: Weights
}

/** What a leader did since it was followed last. */
export interface Move {
  /** How much of the weights changed, percent; undefined when nothing was followed before. */
  readonly movedPercent?: number
  /** The leader jumped: nothing is done before the next cycle has seen the same. */
  readonly isJump: boolean
  readonly memory: { readonly followed: Weights; readonly awaited?: Weights }
}

const weights = z.record(z.string(), z.number())
const remembered = z.object({ followed: weights.exactOptional(), awaited: weights.exactOptional() })

/** What its memory holds; nothing where it is not what this agent leaves. */
export function recall(memory: Json | undefined): Remembered {
  return remembered.safeParse(memory).data ?? {}
}

/** Tells a jump from a move: more than `jumpPercent` changed at once, and the cycle before did not see it. */
export function judgeMove(now: Weights, { followed, awaited }: Remembered, jumpPercent: number): Move {
  if (followed === undefined) return { isJump: false, memory: { followed: now } }
  const movedPercent = percentMoved(followed, now)
  const isSeenAgain = awaited !== undefined && percentMoved(awaited, now) <= jumpPercent
  const isJump = movedPercent > jumpPercent && !isSeenAgain
  return { movedPercent, isJump, memory: isJump ? { followed, awaited: now } : { followed: now } }
}

/** What was given up or taken on, whichever is more, as a share of the larger of the two portfolios; 0 to 100. */
export function percentMoved(before: Weights, after: Weights): number {
  let given = 0
  let taken = 0
  for (const symbol of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const change = (after[symbol] ?? 0) - (before[symbol] ?? 0)
    if (change < 0) given -= change
    else taken += change
  }
  const whole = Math.max(sum(before), sum(after))
  return whole === 0 ? 0 : (Math.max(given, taken) / whole) * 100
}
