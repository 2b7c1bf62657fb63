/* oxlint-disable typescript/no-non-null-assertion -- each octave's points reach beyond both ends of the stretch */
import { hash } from './hash.js'

/** Anchors stand 2^17 minutes (91 days) apart. */
const OCTAVES = 17
const ANCHOR_DEVIATION = 0.15

/** Up to this span the noise wanders like a Brownian motion; beyond it comes back, and what remains is the trend. */
const REVERSION_MINUTES = 96

const MINUTES_A_YEAR = 365 * 24 * 60

/** The trend is laid under the noise at every 64th minute, and runs straight between. */
const TREND_STEP = 64

/** The log price at every minute of a stretch, both ends included (minutes since the epoch). */
export type LogPrices = (fromMinute: number, toMinute: number) => Float64Array

/** What a log price is made of. */
export interface BridgeOptions {
  readonly key: number
  /** Of the noise, a year, as a share. */
  readonly volatility: number
  readonly trend: (minute: number) => number
}

/** What the points of an octave have in common. */
interface Octave {
  readonly key: number
  /** The distance of its points, minutes. */
  readonly step: number
  readonly deviation: number
}

/**
 * A Brownian bridge by midpoint displacement around a trend, where the displacement of a minute depends on the key and
 * that minute alone: a stretch costs one hash a minute, whatever lies before it.
 */
export function createLogPrices({ key, volatility, trend }: BridgeOptions): LogPrices {
  const octaves: readonly Octave[] = Array.from({ length: OCTAVES }, (_, index) => {
    const step = 2 ** (OCTAVES - 1 - index)
    return { key, step, deviation: midpointDeviation(2 * step, volatility) }
  })
  return (fromMinute, toMinute) => {
    let points = anchorsAround(key, fromMinute, toMinute)
    for (const octave of octaves) {
      points = withMidpoints(points, octave, fromMinute, toMinute)
      if (octave.step === TREND_STEP) addTrend(points, trend, fromMinute)
    }
    return points
  }
}

function anchorsAround(key: number, fromMinute: number, toMinute: number): Float64Array {
  const span = 2 ** OCTAVES
  const first = Math.floor(fromMinute / span)
  const anchor = (index: number) => ANCHOR_DEVIATION * displacement(key, (first + index) * span)
  return Float64Array.from({ length: Math.ceil(toMinute / span) - first + 1 }, (_, index) => anchor(index))
}

/** The points of the stretch at twice the density of `coarse`: every other one is new, a displaced midpoint. */
function withMidpoints(coarse: Float64Array, octave: Octave, fromMinute: number, toMinute: number): Float64Array {
  const { key, step, deviation } = octave
  const coarseFirst = Math.floor(fromMinute / (2 * step))
  const first = Math.floor(fromMinute / step)
  const fine = new Float64Array(Math.ceil(toMinute / step) - first + 1)
  for (let at = 0; at < fine.length; at++) {
    const index = first + at
    const left = (index >> 1) - coarseFirst
    fine[at] =
      (index & 1) === 0
        ? coarse[left]!
        : (coarse[left]! + coarse[left + 1]!) / 2 + deviation * displacement(key, index * step)
  }
  return fine
}

function addTrend(points: Float64Array, trend: (minute: number) => number, fromMinute: number): void {
  const first = Math.floor(fromMinute / TREND_STEP)
  for (let at = 0; at < points.length; at++) points[at]! += trend((first + at) * TREND_STEP)
}

/** The midpoint of a Brownian motion deviates by σ·√span / 2 from the mean of the span's ends. */
function midpointDeviation(spanMinutes: number, volatility: number): number {
  const reversion = Math.min(1, REVERSION_MINUTES / spanMinutes) ** 1.5
  return (volatility * Math.sqrt(spanMinutes / MINUTES_A_YEAR) * reversion) / 2
}

/** How far a uniform variable with deviation 1 reaches. */
const UNIFORM_REACH = Math.sqrt(3)

/** Uniform with mean 0 and deviation 1, drawn by `key` for a minute. */
function displacement(key: number, minute: number): number {
  return (hash(key, minute) / 2 ** 31 - 1) * UNIFORM_REACH
}
