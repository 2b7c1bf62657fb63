import { type Calendar, type Clocks, type Timer, wait } from './orchestrator/clock.js'

/** The longest delay a Node timer takes; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** The machine's monotonic clock. */
export const systemTimer: Timer = {
  now: () => performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, Math.min(delayMs, LONGEST_TIMEOUT_MS)),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout), // handles come from setTimeout above
}

/** The machine's wall clock; looks at it again at least every minute, so that a clock set forward is noticed. */
export const systemCalendar: Calendar = {
  now: () => Date.now(),
  async sleepUntil(epochMs, signal) {
    for (let leftMs = epochMs - Date.now(); leftMs > 0; leftMs = epochMs - Date.now())
      await wait(systemTimer, Math.min(leftMs, 60_000), signal)
  },
}

/** Lets everything that waits for its turn have it: signals, timers, the screen. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The machine's two clocks. */
export const systemClocks: Clocks = { calendar: systemCalendar, timer: systemTimer }
