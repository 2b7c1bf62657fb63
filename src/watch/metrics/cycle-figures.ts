import type { WatchedEvent } from '../watched-event.js'
import { each, type Instruments, oneOf } from './instruments.js'
import { epochSeconds, type Figures, type Sight } from './sight.js'
import { CYCLE_STATUSES, JOURNAL_STEPS, LOOP_STATES, RUN_STATES } from './vocabulary.js'

/** Cycles: how many, how they ended, how long they took, and whether the next is overdue. */
export function cycleFigures(instruments: Instruments, sight: Sight): Figures {
  const counts = cycleCounts(instruments)
  lastCycle(instruments, sight)
  loop(instruments, sight)
  let newest = 0
  instruments.total({
    name: 'riskfirst_cycles_total',
    help: 'Cycles that were begun, since the first of the data folder.',
    read: () => [{ value: Math.max(newest, sight.overview().cycleCount) }],
  })
  return {
    onEvent(event) {
      if (event.type === 'cycle-started') newest = event.cycle.number
      counts(event)
    },
  }
}

/** What is counted from the start of the run. */
function cycleCounts(instruments: Instruments): (event: WatchedEvent) => void {
  const ended = instruments.counter({
    name: 'riskfirst_cycles_ended_total',
    help: 'Cycles by how they ended, since the start of the run.',
    labels: ['status'],
    of: each('status', CYCLE_STATUSES),
  })
  const took = instruments.durations({
    name: 'riskfirst_cycle_duration_seconds',
    help: 'How long cycles took.',
  })
  const skipped = instruments.counter({
    name: 'riskfirst_skipped_ticks_total',
    help: 'Ticks that passed unused, as a cycle took too long or the clock jumped.',
  })
  const faults = instruments.counter({
    name: 'riskfirst_observation_faults_total',
    help: 'What made the market or the portfolio unfit to trade on.',
  })
  const unwritten = instruments.counter({
    name: 'riskfirst_journal_failures_total',
    help: 'What the record could not take, by step; each fails a cycle closed.',
    labels: ['step'],
    of: each('step', JOURNAL_STEPS),
  })
  return (event) => {
    if (event.type === 'observed') faults({}, event.faults.length)
    if (event.type === 'ticks-skipped') skipped({}, event.count)
    if (event.type === 'journal-failed') unwritten({ step: event.step })
    if (event.type !== 'cycle-ended') return
    ended({ status: event.ended.status })
    took(event.ended.durationMs)
  }
}

/** The last cycle that came to its end, in this run or before it. */
function lastCycle(instruments: Instruments, { overview, unrecorded }: Sight): void {
  const last = () => unrecorded() ?? overview().lastSealed
  instruments.gauge({
    name: 'riskfirst_last_cycle_timestamp_seconds',
    help: 'When the last cycle ended.',
    read: () => [{ value: epochSeconds(last()?.endedAt ?? null) }],
  })
  instruments.gauge({
    name: 'riskfirst_last_cycle_duration_seconds',
    help: 'How long the last cycle took.',
    read() {
      const durationMs = last()?.durationMs ?? null
      return [{ value: durationMs === null ? null : durationMs / 1000 }]
    },
  })
  instruments.gauge({
    name: 'riskfirst_last_cycle_speedup_ratio',
    help: 'How much faster than one after the other the runs of the last cycle went; absent when one did not finish.',
    read() {
      const cycle = unrecorded()
      return [{ value: cycle === undefined ? (overview().lastSealed?.speedup ?? null) : cycle.performance.speedup }]
    },
  })
  instruments.gauge({
    name: 'riskfirst_last_cycle_status',
    help: 'How the last cycle ended: 1 for that, 0 for the others.',
    labels: ['status'],
    read: () => CYCLE_STATUSES.map((status) => ({ labels: { status }, value: last()?.status === status ? 1 : 0 })),
  })
}

/** What goes on now. */
function loop(instruments: Instruments, { overview, live }: Sight): void {
  instruments.gauge({
    name: 'riskfirst_loop_state',
    help: 'What the loop does: 1 for that, 0 for the others.',
    labels: ['state'],
    read: () => oneOf(LOOP_STATES, live().doing),
  })
  instruments.gauge({
    name: 'riskfirst_overdue',
    help: '1 when the loop has not done what it should have done by now.',
    read: () => [{ value: overview().overdue === null ? 0 : 1 }],
  })
  instruments.gauge({
    name: 'riskfirst_waits_for_approval',
    help: '1 while a manual gate waits for a person.',
    read: () => [{ value: overview().waits === null ? 0 : 1 }],
  })
  instruments.gauge({
    name: 'riskfirst_runs_in_progress',
    help: 'Runs of the running cycle that have not ended, by what they do.',
    labels: ['state'],
    read() {
      const { cycle } = live()
      const runs = cycle === null || cycle.endedMs !== null ? [] : cycle.runs
      return RUN_STATES.map((state) => ({
        labels: { state },
        value: runs.filter(({ doing }) => doing === state).length,
      }))
    },
  })
}
