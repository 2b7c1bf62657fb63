import type { Calendar, Clocks, Timer } from '../orchestrator/clock.js'

/** What a replay's clocks are made of. */
export interface ReplayClocksOptions {
  /** Where the calendar stands at first, epoch ms. */
  readonly startMs: number
  /** Real: what hangs is ended in a replay too. */
  readonly timer: Timer
  /** Lets signals, timers and the screen have their turn. */
  readonly breathe: () => Promise<void>
}

/** Few enough that Ctrl-C is heeded at once, many enough that they cost nothing. */
const CYCLES_A_BREATH = 32

/**
 * Clocks of a replay: the calendar is at once where it is to sleep until, and durations are told by it. So every
 * duration in the record is 0, and two replays of the same are the same.
 */
export function createReplayClocks({ startMs, timer, breathe }: ReplayClocksOptions): Clocks {
  let nowMs = startMs
  let slept = 0
  const calendar: Calendar = {
    now: () => nowMs,
    async sleepUntil(epochMs, signal) {
      slept += 1
      if (slept % CYCLES_A_BREATH === 0) await breathe()
      signal.throwIfAborted()
      nowMs = Math.max(nowMs, epochMs)
    },
  }
  return {
    calendar,
    timer: { now: () => nowMs, setTimeout: timer.setTimeout, clearTimeout: timer.clearTimeout },
  }
}
