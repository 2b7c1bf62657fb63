import { hashToUnit } from './hash.js'

/** A swing climbs for most of its length, and falls back in the rest. */
const SWING_MINUTES = 16 * 24 * 60
const CLIMB_SHARE = 0.8

/** How far a peak or trough may lie from its usual height and time, so that no two swings are alike. */
const HEIGHT_SPREAD = 0.08
const SHARE_SPREAD = 0.04

/** The slow part of a price, from about 0 at a trough to about 1 at a peak, at a minute since the epoch. */
export type Swing = (minute: number) => number

/** One swing: where it starts, peaks and ends. */
interface Shape {
  readonly turn: number
  readonly trough: number
  readonly peak: number
  readonly peakShare: number
  readonly nextTrough: number
}

/** Slow climbs and quick falls, drawn by `key`; `phase` is how much of a swing is over at the epoch, 0 … 1. */
export function createSwing(key: number, phase: number): Swing {
  let shape = shapeOf(key, 0)
  return (minute) => {
    const turns = minute / SWING_MINUTES + phase
    const turn = Math.floor(turns)
    if (turn !== shape.turn) shape = shapeOf(key, turn)
    const { trough, peak, peakShare, nextTrough } = shape
    const share = turns - turn
    if (share < peakShare) return between(trough, peak, share / peakShare)
    return between(peak, nextTrough, (share - peakShare) / (1 - peakShare))
  }
}

function shapeOf(key: number, turn: number): Shape {
  const spread = (trait: number) => 2 * hashToUnit(key, 3 * turn + trait) - 1
  return {
    turn,
    peakShare: CLIMB_SHARE + SHARE_SPREAD * spread(0),
    peak: 1 + HEIGHT_SPREAD * spread(1),
    trough: HEIGHT_SPREAD * spread(2),
    nextTrough: HEIGHT_SPREAD * spread(5), // the next turn's trough
  }
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share
}
