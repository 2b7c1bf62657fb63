import type { LiveCycle } from '../../api.js'

/** The stretch of time that a drawing shows, epoch ms. */
export interface Scale {
  readonly fromMs: number
  readonly toMs: number
  /** Where it is labelled, ms since `fromMs`. */
  readonly marksMs: readonly number[]
}

/** A deadline is drawn in its place once so much of the way to it has gone; until then it lies beyond the edge. */
const SHARE_GONE = 0.25

/**
 * The stretch that a cycle takes: as long as it took once it is over, and while it runs a round time that it fits into,
 * so that bars grow rather than shrink.
 */
export function scaleOf(cycle: LiveCycle, nowMs: number): Scale {
  const { startedMs: fromMs, endedMs } = cycle
  const goneMs = Math.max(1, (endedMs ?? nowMs) - fromMs)
  const spanMs = endedMs === null ? roundUp(Math.max(goneMs * 1.08, nearDeadlineMs(cycle, goneMs))) : goneMs * 1.01
  return { fromMs, toMs: fromMs + spanMs, marksMs: marks(spanMs) }
}

/** Where an instant lies, in percent of the width; what lies beyond an edge lies on it. */
export function placeOf({ fromMs, toMs }: Scale, atMs: number): number {
  return Math.min(100, Math.max(0, (100 * (atMs - fromMs)) / (toMs - fromMs)))
}

/** The last of the deadlines of running attempts that are not far off, ms since the cycle began. */
function nearDeadlineMs({ runs, startedMs, graceMs }: LiveCycle, goneMs: number): number {
  const ends = runs
    .flatMap(({ attempts }) => attempts.slice(-1))
    .filter(({ endedMs }) => endedMs === null)
    .map(({ deadlineMs }) => deadlineMs - startedMs)
    .filter((deadlineMs) => goneMs >= deadlineMs * SHARE_GONE)
    .map((deadlineMs) => deadlineMs + (goneMs >= deadlineMs * 0.8 ? graceMs : 0))
  return Math.max(0, ...ends) * 1.03
}

const MINUTE = 60_000
const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]
const ROUND_MINUTES = [1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440]

function roundUp(spanMs: number): number {
  if (spanMs > 30_000) {
    const minutes = ROUND_MINUTES.find((minutes) => minutes * MINUTE >= spanMs)
    return minutes === undefined ? spanMs : minutes * MINUTE
  }
  const power = 10 ** Math.floor(Math.log10(Math.max(100, spanMs)))
  return power * (ROUND.find((round) => round * power >= spanMs) ?? 10)
}

/** Round times in it, three to six of them, the beginning not among them. */
function marks(spanMs: number): readonly number[] {
  const least = spanMs / 6
  const power = 10 ** Math.floor(Math.log10(least))
  const round = [1, 2, 5, 10].map((factor) => factor * power)
  const minutes = [0.25, 0.5, ...ROUND_MINUTES].map((minutes) => minutes * MINUTE)
  const step = (spanMs > 90_000 ? minutes : round).find((step) => step >= least) ?? least
  const count = Math.floor((spanMs * 0.97) / step)
  return Array.from({ length: count }, (_, index) => (index + 1) * step)
}
