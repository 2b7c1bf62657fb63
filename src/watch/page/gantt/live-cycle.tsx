import { counted, duration } from '../../../report/figures.js'
import { cycleMark, stateMark } from '../../../report/marks.js'
import type { Live, LiveCycle, Overview } from '../../api.js'
import { CycleMarks } from '../parts/cycle-marks.js'
import { Mark } from '../parts/told.js'
import { Instant } from '../times.js'
import { Gantt } from './gantt.js'
import { useFrames } from './use-frames.js'

/** The running cycle as it goes on, or the last one with its result. */
export function LiveCycleView({ live, overview }: { readonly live: Live | undefined; readonly overview: Overview }) {
  const cycle = live?.cycle ?? null
  const nowMs = useFrames(cycle === null ? undefined : frameMs(cycle))
  return (
    <section class="cycle" aria-labelledby="cycle-heading">
      <header>
        <h2 id="cycle-heading">{cycle === null ? 'Cycle' : `Cycle ${cycle.number}`}</h2>
        {cycle !== null && <CycleFacts cycle={cycle} overview={overview} nowMs={nowMs} />}
        <CycleMarks cycles={overview.cycles} />
      </header>
      {cycle === null ? (
        <p class="quiet">No cycle has begun since the page's server was started.</p>
      ) : (
        <Gantt cycle={cycle} nowMs={nowMs} />
      )}
    </section>
  )
}

/** Nobody sees a bar grow by less; and many bars must not take the machine's time. */
function frameMs({ endedMs, runs }: LiveCycle): number | undefined {
  return endedMs === null ? Math.max(50, 2 * runs.length) : undefined
}

interface FactsProps {
  readonly cycle: LiveCycle
  readonly overview: Overview
  readonly nowMs: number
}

function CycleFacts({ cycle, overview, nowMs }: FactsProps) {
  const isOver = cycle.endedMs !== null
  const recorded = overview.cycles.find(({ id }) => id === cycle.id)
  const tookMs = Math.max(0, (cycle.endedMs ?? nowMs) - cycle.startedMs)
  return (
    <p class="facts">
      <CycleSign cycle={cycle} />
      <span>
        {isOver ? 'took' : 'for'} {duration(tookMs)}
      </span>
      <span>
        began <Instant at={cycle.startedMs} />
      </span>
      {cycle.state !== null && cycle.state !== 'unknown' && (
        <span>
          gate <Mark of={stateMark[cycle.state]} />
        </span>
      )}
      {isOver && recorded !== undefined && recorded.endedAt !== null && (
        <span>
          {recorded.filled} filled, {recorded.denied} denied
        </span>
      )}
      {cycle.skippedTicks > 0 && <span class="warning">{counted(cycle.skippedTicks, 'tick')} skipped before it</span>}
      <a href={`#/cycles/${cycle.id}`}>{cycle.id}</a>
    </p>
  )
}

function CycleSign({ cycle: { status, endedMs } }: { readonly cycle: LiveCycle }) {
  if (status !== null) return <Mark of={cycleMark[status]} />
  return <Mark of={endedMs === null ? { text: '▸ running', tone: 'accent' } : { text: '○ ended', tone: 'quiet' }} />
}
