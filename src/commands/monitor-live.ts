import { type Grid, nextTick } from '../orchestrator/cadence.js'
import { type PlacedRun, type TimedRun, timelineOf } from '../report/timeline/timeline.js'
import type { Database } from '../store/connection.js'
import { finishedRuns } from '../store/finished-runs.js'
import { type RecordedCycle, recentCycles, wholeCycle } from '../store/queries.js'
import type { Live, LiveAttempt, LiveCycle, LiveRun } from '../watch/api.js'
import { timedRecord } from '../watch/read/timed-record.js'
import type { OutlinedAgent, SystemOutline } from '../watch/setup.js'

/** What the record alone does not tell of a loop. */
export interface LiveFacts {
  readonly outline: SystemOutline
  /** When cycles are due; undefined where no configuration says it. */
  readonly grid: Grid | undefined
  readonly isRunning: boolean
  readonly nowMs: number
}

/**
 * The running cycle, or the last one, as far as the record tells: who has ended, and how; not when somebody began who
 * has not.
 */
export function recordedLive(database: Database | undefined, facts: LiveFacts): Live {
  const { isRunning, nowMs, grid } = facts
  const [newest] = database === undefined ? [] : recentCycles(database, 1)
  if (database === undefined || newest === undefined)
    return { nowMs, doing: isRunning ? 'starting' : 'stopped', sleepsUntilMs: null, cycle: null }
  const cycle = newest.status === 'running' ? unsealed(database, newest, facts) : sealed(database, newest, facts)
  if (!isRunning) return { nowMs, doing: 'stopped', sleepsUntilMs: null, cycle }
  if (newest.status === 'running') return { nowMs, doing: 'running', sleepsUntilMs: null, cycle }
  const isKnown = grid !== undefined && grid.intervalMs > 0
  const sleepsUntilMs = isKnown ? nextTick(grid, Date.parse(newest.tick), nowMs).tickMs : null
  return { nowMs, doing: 'sleeping', sleepsUntilMs, cycle }
}

function sealed(database: Database, newest: RecordedCycle, { outline }: LiveFacts): LiveCycle {
  const whole = wholeCycle(database, newest.id)
  const begun = begin(newest, outline)
  if (whole === undefined) return begun
  const summaries = new Map(whole.runs.map(({ agent, proposal }) => [agent, proposal?.summary]))
  const { phases } = timelineOf(timedRecord(whole))
  const runs = phases.flatMap(({ beginMs, runs }) =>
    runs.map((run) => ended(run, { beginMs, begun, summary: summaries.get(run.run.agent), outline })),
  )
  return { ...begun, runs }
}

function unsealed(database: Database, newest: RecordedCycle, { outline, isRunning, nowMs }: LiveFacts): LiveCycle {
  const begun = begin(newest, outline)
  const finished = finishedRuns(database, newest.id)
  const summaries = new Map(finished.map(({ agent, proposal }) => [agent, proposal?.summary]))
  const order = new Map(outline.agents.map(({ name }, index) => [name, index]))
  const place = ({ agent }: TimedRun) => order.get(agent) ?? order.size
  const durationMs = Math.max(0, nowMs - begun.startedMs)
  const inPlanOrder = finished.toSorted((a, b) => place(a) - place(b))
  const { phases } = timelineOf({ id: newest.id, startedAt: newest.startedAt, durationMs, runs: inPlanOrder })
  const runs = phases.flatMap(({ beginMs, runs }) =>
    runs.map((run) => ended(run, { beginMs, begun, summary: summaries.get(run.run.agent), outline })),
  )
  if (!isRunning) return { ...begun, runs } // nobody will end what has not
  const left = outline.agents.filter(({ name, enabled }) => enabled && !summaries.has(name))
  const lastEndMs = Math.max(begun.startedMs, ...runs.map(({ endedMs }) => endedMs ?? 0))
  return { ...begun, runs: [...runs, ...left.map((agent) => unended(agent, left[0]?.phase, lastEndMs))] }
}

function begin(cycle: RecordedCycle, { graceMs }: SystemOutline): LiveCycle {
  const { id, number, tick, asOf, status, state, reasons, endedAt, durationMs } = cycle
  const startedMs = Date.parse(cycle.startedAt)
  return {
    id,
    number,
    tick,
    asOf,
    startedMs,
    endedMs: endedAt === null ? null : durationMs === null ? Date.parse(endedAt) : startedMs + durationMs,
    skippedTicks: cycle.skippedTicks ?? 0,
    state,
    reasons,
    status: status === 'running' || status === 'interrupted' ? null : status,
    graceMs,
    runs: [],
  }
}

interface Ended {
  /** Of its phase, since the cycle began. */
  readonly beginMs: number
  readonly begun: LiveCycle
  readonly summary: string | undefined
  readonly outline: SystemOutline
}

function ended({ run, endMs, attempts }: PlacedRun, { beginMs, begun, summary, outline }: Ended): LiveRun {
  const { agent, phase, status, failure } = run
  const { startedMs } = begun
  const { timeoutMs = 0, maxRetries: retries = 0 } = outline.agents.find(({ name }) => name === agent) ?? {}
  return {
    agent,
    phase,
    doing: 'ended',
    queuedMs: startedMs + beginMs,
    timeoutMs,
    retries,
    attempts: attempts.map(({ attempt, ...span }): LiveAttempt => {
      const began = startedMs + span.beginMs
      return {
        number: attempt.number,
        startedMs: began,
        deadlineMs: began + timeoutMs,
        endedMs: startedMs + span.endMs,
        failure: attempt.failure === undefined ? null : wordsOf(attempt.failure),
        late: false,
        ending: attempt.failure === undefined ? 'answered' : 'failed',
      }
    }),
    retryAtMs: null,
    endedMs: startedMs + endMs,
    status,
    failure: failure === undefined ? null : wordsOf(failure),
    summary: summary ?? null,
  }
}

/** One of the first phase that goes on may run or wait for a place; later ones have not begun. */
function unended(
  { name, phase, timeoutMs, maxRetries: retries }: OutlinedAgent,
  current: string | undefined,
  queuedMs: number,
): LiveRun {
  const nothing = { attempts: [], retryAtMs: null, endedMs: null, status: null, failure: null, summary: null }
  return {
    agent: name,
    phase,
    doing: phase === current ? 'running' : 'queued',
    queuedMs,
    timeoutMs,
    retries,
    ...nothing,
  }
}

const wordsOf = ({ code, message }: NonNullable<LiveRun['failure']>) => ({ code, message })
