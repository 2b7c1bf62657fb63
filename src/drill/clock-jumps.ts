import type { Calendar } from '../orchestrator/clock.js'
import { duration } from '../report/figures.js'
import { actorOf } from './actors.js'
import { broken, type Scenario } from './scenario.js'
import type { Report } from './scene.js'
import type { Stage } from './stage.js'

const HOUR_MS = 3_600_000
/** How long a cycle of a drill may take, ms: a clock that was set shows in hours. */
const LONGEST_MS = 60_000
/** Where the user's cycles follow each other at once. */
const DEFAULT_INTERVAL_MS = 60_000

/** A wall clock that is set while cycles run. */
export const clockJumps: readonly Scenario[] = [
  scenario('clock-forward', {
    does: 'sets the clock three hours forward in the middle of the second cycle',
    must: 'missed ticks are skipped and counted, not made up for; durations do not change',
    byMs: 3 * HOUR_MS,
  }),
  scenario('clock-back', {
    does: 'sets the clock three hours back in the middle of the second cycle, and restarts',
    must: 'no tick comes twice, after a restart neither; durations do not change',
    byMs: -3 * HOUR_MS,
  }),
]

function scenario(name: string, { byMs, ...words }: Pick<Scenario, 'does' | 'must'> & { byMs: number }): Scenario {
  return {
    name,
    group: 'clock',
    ...words,
    needs: 'launch',
    async play(stage) {
      const calendar = new SettableCalendar(stage.options.clocks.calendar)
      const before = await loop(stage, calendar, { cycles: 4, byMs })
      calendar.set(Math.min(byMs, 0)) // it has caught up with the last tick since
      const reports = [...before, ...(await loop(stage, calendar, { cycles: 2 }))]
      const ticks = reports.map(({ cycle }) => cycle.tick)
      const skipped = reports.reduce((sum, report) => sum + report.skippedTicks, 0)
      const longestMs = Math.max(...reports.map(({ durationMs }) => durationMs))
      const inOrder = ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] ?? ''))
      const expected = expectedSkips(stage, byMs)
      return {
        seen: `${ticks.length} ticks, ${inOrder ? 'none twice' : 'not in order'}, ${skipped} skipped, longest cycle ${duration(longestMs)}`,
        faults: broken([
          [inOrder, `the ticks were ${ticks.join(', ')}`],
          [
            longestMs < LONGEST_MS && reports.every(({ durationMs }) => durationMs >= 0),
            'the jump shows in a duration',
          ],
          [Math.abs(skipped - expected) <= 2, `${skipped} ticks were skipped, expected about ${expected}`],
        ]),
      }
    },
  }
}

/** Ticks that pass while the clock is set forward. */
const expectedSkips = (stage: Stage, byMs: number) => Math.max(0, Math.floor(byMs / intervalOf(stage)) - 1)

const intervalOf = ({ config }: Stage) => Math.min(config.cycle.intervalMs || DEFAULT_INTERVAL_MS, HOUR_MS)

interface Loop {
  readonly cycles: number
  /** How far the clock is set in the second cycle. */
  readonly byMs?: number
}

/** Runs the loop from its start to its end on the user's interval, of which nobody has to wait. */
async function loop(stage: Stage, calendar: SettableCalendar, { cycles, byMs = 0 }: Loop): Promise<readonly Report[]> {
  const reports: Report[] = []
  const clocksmith = actorOf('drill-clocksmith', () => {
    if (reports.length === 1) calendar.set(byMs)
    return { summary: 'sets the clock' }
  })
  const scene = await stage.open({ actors: [clocksmith], calendar })
  await scene.trading.orchestrator.loop({
    grid: () => ({ intervalMs: intervalOf(stage), offsetMs: 0 }),
    afterCycle(report) {
      reports.push(report)
      return reports.length < cycles
    },
  })
  await scene.close()
  stage.options.signal.throwIfAborted()
  return reports
}

/** A wall clock that can be set, and on which nobody has to wait. */
class SettableCalendar implements Calendar {
  readonly #real: Calendar
  #aheadMs = 0

  constructor(real: Calendar) {
    this.#real = real
  }

  now(): number {
    return this.#real.now() + this.#aheadMs
  }

  set(byMs: number): void {
    this.#aheadMs += byMs
  }

  async sleepUntil(epochMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.#aheadMs += Math.max(0, epochMs - this.now())
  }
}
