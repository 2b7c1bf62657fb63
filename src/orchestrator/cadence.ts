import type { Calendar } from './clock.js'

/** When cycles are due: every `intervalMs` from the epoch, moved by `offsetMs`; 0 means at once, one after the other. */
export interface Grid {
  readonly intervalMs: number
  readonly offsetMs: number
}

/** A tick, and how many grid points before it passed unused. */
export interface NextTick {
  readonly tickMs: number
  readonly skipped: number
}

/** The first grid point after `lastTickMs` that is not in the past; those that are, are skipped and counted. */
export function nextTick(grid: Grid, lastTickMs: number, nowMs: number): NextTick {
  const { intervalMs, offsetMs } = grid
  if (intervalMs <= 0) return { tickMs: Math.max(nowMs, lastTickMs + 1), skipped: 0 }
  const following = offsetMs + (Math.floor((lastTickMs - offsetMs) / intervalMs) + 1) * intervalMs
  const skipped = Math.max(0, Math.ceil((nowMs - following) / intervalMs))
  return { tickMs: following + skipped * intervalMs, skipped }
}

/** What a cadence drives. */
export interface CadenceOptions {
  /** Asked before every wait, so that a change of configuration takes effect. */
  readonly grid: () => Grid
  readonly calendar: Calendar
  /** The last tick of an earlier process; a tick is never repeated, even if the clock was set back. */
  readonly lastTickMs: number | undefined
  /** Ends a wait: for good when `stopping` says so, otherwise to run a cycle at once. */
  readonly nap: () => AbortSignal
  readonly stopping: () => boolean
  readonly onSleep: (untilMs: number) => void
  readonly onSkipped: (count: number) => void
  /** Runs the cycle; resolves to false when there is nothing more to run. */
  readonly cycle: (tickMs: number, skipped: number) => Promise<boolean>
}

/** Runs the first cycle at once, then one a grid point, never two at a time, until it is stopped or told to end. */
export async function keepCadence(options: CadenceOptions): Promise<void> {
  const { grid, calendar, stopping, onSleep, onSkipped } = options
  let lastTickMs = options.lastTickMs ?? Number.NEGATIVE_INFINITY
  let due: NextTick = { tickMs: calendar.now(), skipped: 0 }
  if (due.tickMs <= lastTickMs) due = nextTick(grid(), lastTickMs, due.tickMs)
  while (!stopping()) {
    if (due.tickMs > calendar.now()) {
      onSleep(due.tickMs)
      due = await sleepUntilDue(options, due, lastTickMs)
      if (stopping()) return
    }
    if (due.skipped > 0) onSkipped(due.skipped)
    if (!(await options.cycle(due.tickMs, due.skipped))) return
    lastTickMs = due.tickMs
    due = nextTick(grid(), lastTickMs, calendar.now())
  }
}

/** Sleeps; a woken sleeper is due now, and a sleep that overran the next grid point (a suspended machine) skips. */
async function sleepUntilDue(
  { grid, calendar, nap }: CadenceOptions,
  due: NextTick,
  lastTickMs: number,
): Promise<NextTick> {
  const signal = nap()
  try {
    await calendar.sleepUntil(due.tickMs, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    return { tickMs: Math.max(calendar.now(), lastTickMs + 1), skipped: due.skipped }
  }
  const { intervalMs } = grid()
  const late = calendar.now() - due.tickMs
  if (intervalMs <= 0 || late < intervalMs) return due
  const missed = Math.floor(late / intervalMs)
  return { tickMs: due.tickMs + missed * intervalMs, skipped: due.skipped + missed }
}
