import type { Failure } from '../orchestrator/record.js'
import type { Live, LiveAttempt, LiveCycle, LiveRun } from './api.js'
import type { WatchedCycle, WatchedEvent, WatchedPlace, WatchedRun } from './watched-event.js'

/** What is live, but for the time of day at which somebody asks. */
export type LiveState = Omit<Live, 'nowMs'>

/** Before anything has happened. */
export const nothingLive: LiveState = { doing: 'starting', sleepsUntilMs: null, cycle: null }

/**
 * What is live after one more event; an object of its own if that changes anything. Events that were missed do no harm:
 * what belongs to no cycle that is known is left out, and the end of a cycle ends all of it.
 */
export function liveAfter(live: LiveState, event: WatchedEvent, configuredGraceMs: number): LiveState {
  const { atMs } = event
  const graceMs = live.cycle?.graceMs ?? configuredGraceMs
  const inCycle = (change: (cycle: LiveCycle) => LiveCycle): LiveState =>
    live.cycle === null || live.cycle.endedMs !== null ? live : { ...live, cycle: change(live.cycle) }
  const inRun = (agent: string, change: (run: LiveRun) => LiveRun) =>
    inCycle((cycle) => ({ ...cycle, runs: cycle.runs.map((run) => (run.agent === agent ? change(run) : run)) }))
  switch (event.type) {
    case 'cycle-started':
      return { doing: 'running', sleepsUntilMs: null, cycle: begun(event, configuredGraceMs) }
    case 'phase-started':
      return inCycle((cycle) => ({ ...cycle, runs: [...cycle.runs, ...queued(cycle, event, atMs)] }))
    case 'attempt-started':
      return inRun(event.agent, (run) => attempted(run, event.attempt, atMs))
    case 'attempt-failed':
      return inRun(event.agent, (run) => failed(run, event, graceMs))
    case 'attempt-late':
      return inRun(event.agent, (run) => late(run, event, graceMs))
    case 'run-ended':
      return inCycle((cycle) => ({ ...cycle, runs: withRun(cycle.runs, event.run, atMs) }))
    case 'gate-decided':
      return inCycle((cycle) => ({ ...cycle, state: event.state.state, reasons: event.state.reasons }))
    case 'cycle-ended':
      return { doing: 'sleeping', sleepsUntilMs: null, cycle: ended(live.cycle, event.ended, { atMs, graceMs }) }
    case 'sleeping':
      return { ...live, doing: 'sleeping', sleepsUntilMs: event.untilMs }
    case 'observed':
    case 'settled':
    case 'journal-failed':
    case 'ticks-skipped':
    case 'alert-raised':
    case 'alert-cleared':
      return live
  }
}

function begun(
  { cycle, skippedTicks, atMs }: Extract<WatchedEvent, { type: 'cycle-started' }>,
  graceMs: number,
): LiveCycle {
  const { id, number, tick, asOf } = cycle
  const soFar = { startedMs: atMs, endedMs: null, state: null, reasons: [], status: null, runs: [] }
  return { id, number, tick, asOf, skippedTicks, graceMs, ...soFar }
}

function queued(
  { runs }: LiveCycle,
  { phase, agents }: { readonly phase: string; readonly agents: readonly WatchedPlace[] },
  queuedMs: number,
): readonly LiveRun[] {
  const isNew = ({ name }: WatchedPlace) => runs.every(({ agent }) => agent !== name)
  return agents.filter(isNew).map(({ name, timeoutMs, retries }) => ({
    agent: name,
    phase,
    timeoutMs,
    retries,
    queuedMs,
    ...waiting,
  }))
}

const waiting = {
  doing: 'queued',
  attempts: [],
  retryAtMs: null,
  endedMs: null,
  status: null,
  failure: null,
  summary: null,
} as const satisfies Partial<LiveRun>

function attempted(run: LiveRun, number: number, startedMs: number): LiveRun {
  const deadlineMs = startedMs + run.timeoutMs
  const attempt: LiveAttempt = {
    number,
    startedMs,
    deadlineMs,
    endedMs: null,
    failure: null,
    late: false,
    ending: null,
  }
  return { ...run, doing: 'running', retryAtMs: null, attempts: [...run.attempts, attempt] }
}

function failed(
  run: LiveRun,
  { attempt, failure, retryInMs, atMs }: Extract<WatchedEvent, { type: 'attempt-failed' }>,
  graceMs: number,
): LiveRun {
  const attempts = run.attempts.map((one): LiveAttempt => {
    if (one.number !== attempt) return one
    const outlived = failure.code === 'timeout' ? endingAfterDeadline(one, graceMs) : 'failed'
    return { ...one, endedMs: one.endedMs ?? atMs, failure: wordsOf(failure), ending: outlived }
  })
  if (retryInMs === undefined) return { ...run, attempts }
  return { ...run, doing: 'waiting', retryAtMs: atMs + retryInMs, attempts }
}

/** An attempt that has ended is late already; one that nobody waits for any more runs on. */
function endingAfterDeadline({ endedMs, deadlineMs }: LiveAttempt, graceMs: number): LiveAttempt['ending'] {
  if (endedMs === null) return 'runs-on'
  return endedMs < deadlineMs + graceMs ? 'late' : 'killed'
}

/** Told when it ends, before it is told to have failed; or after that, if it has run on. */
function late(
  run: LiveRun,
  { attempt, atMs }: Extract<WatchedEvent, { type: 'attempt-late' }>,
  graceMs: number,
): LiveRun {
  const attempts = run.attempts.map((one): LiveAttempt => {
    if (one.number !== attempt) return one
    if (one.ending === 'runs-on') return { ...one, late: true, endedMs: atMs, ending: 'late' }
    const over = { ...one, late: true, endedMs: atMs }
    return { ...over, ending: endingAfterDeadline(over, graceMs) }
  })
  return { ...run, attempts }
}

/** The runs with one that is over; one that nobody knew of is added. */
function withRun(runs: readonly LiveRun[], over: WatchedRun, atMs: number): readonly LiveRun[] {
  const isKnown = runs.some(({ agent }) => agent === over.agent)
  const { agent, phase } = over
  const missed: LiveRun = { agent, phase, timeoutMs: 0, retries: 0, queuedMs: atMs, ...waiting }
  const all = isKnown ? runs : [...runs, missed]
  return all.map((run) => (run.agent === agent ? overRun(run, over, atMs) : run))
}

function overRun(run: LiveRun, { status, failure, summary }: WatchedRun, atMs: number): LiveRun {
  if (run.endedMs !== null) return run
  const attempts = run.attempts.map(
    (one): LiveAttempt =>
      one.ending === null ? { ...one, endedMs: atMs, ending: failure === undefined ? 'answered' : 'failed' } : one,
  )
  return {
    ...run,
    doing: 'ended',
    attempts,
    retryAtMs: null,
    endedMs: atMs,
    status,
    failure: failure === undefined ? null : wordsOf(failure),
    summary: summary ?? null,
  }
}

/** The cycle with all of it ended, whatever was missed of it. */
function ended(
  live: LiveCycle | null,
  { cycle, state, status, startedAt, runs }: WatchedCycle,
  { atMs, graceMs }: { readonly atMs: number; readonly graceMs: number },
): LiveCycle {
  const startedMs = Date.parse(startedAt)
  const missed = begun({ type: 'cycle-started', cycle, skippedTicks: 0, atMs: startedMs }, graceMs)
  const known = live?.id === cycle.id ? live : missed
  return {
    ...known,
    endedMs: atMs,
    state: state.state,
    reasons: state.reasons,
    status,
    runs: runs.reduce((so, run) => withRun(so, run, atMs), known.runs),
  }
}

const wordsOf = ({ code, message }: Failure) => ({ code, message })
