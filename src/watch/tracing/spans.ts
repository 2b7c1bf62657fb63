import { attemptPath, type TraceIds } from '../../executors/trace-context.js'
import type { CycleStatus, Failure, RunStatus } from '../../orchestrator/record.js'
import { type PlacedPhase, type PlacedRun, type Span, timelineOf } from '../../report/timeline/timeline.js'
import type { WatchedCycle } from '../watched-event.js'

/** One span of a trace, before it is anybody's format; instants in epoch ms, with fractions. */
export interface TracedSpan {
  readonly traceId: string
  readonly id: string
  /** Absent: it is the cycle. */
  readonly parentId?: string
  readonly name: string
  readonly beginMs: number
  readonly endMs: number
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  /** Why it failed, if it did. */
  readonly error?: string
}

const FAILED_CYCLES: readonly CycleStatus[] = ['failed-closed', 'error']
const FAILED_RUNS: readonly RunStatus[] = ['failed', 'timeout']
/** What is told of a failure, characters. */
const MOST = 300

/** A cycle as a trace: the cycle, its phases, their runs, and the attempts of those, under the ids that agents were told. */
export function spansOf(ended: WatchedCycle, ids: TraceIds): readonly TracedSpan[] {
  const { cycle, startedAt, durationMs, runs, status, state } = ended
  const timeline = timelineOf({ id: cycle.id, startedAt, durationMs, runs })
  const startedMs = Date.parse(startedAt)
  const span: MakeSpan = ({ path, parent, beginMs, endMs, attributes = {}, failure, ...rest }) => ({
    traceId: ids.trace(cycle),
    id: ids.span(cycle, ...path),
    ...(parent === undefined ? {} : { parentId: ids.span(cycle, ...parent) }),
    ...rest,
    beginMs: startedMs + beginMs,
    endMs: startedMs + endMs,
    attributes: {
      'riskfirst.cycle.id': cycle.id,
      ...attributes,
      ...(failure === undefined ? {} : { 'error.type': failure.code }),
    },
  })
  const own = span({
    path: [],
    name: 'cycle',
    beginMs: 0,
    endMs: timeline.durationMs,
    attributes: {
      'riskfirst.cycle.number': cycle.number,
      'riskfirst.cycle.tick': cycle.tick,
      'riskfirst.cycle.as_of': cycle.asOf,
      'riskfirst.cycle.status': status,
      'riskfirst.trading_state': state.state,
      'riskfirst.trading_state.reasons': state.reasons.map(({ code }) => code).join(' '),
    },
    ...(FAILED_CYCLES.includes(status) ? { error: whyFailed(ended) } : {}),
  })
  return [own, ...timeline.phases.flatMap((phase) => phaseSpans(phase, span))]
}

type Path = readonly (string | number)[]

type MakeSpan = (
  parts: Omit<TracedSpan, 'traceId' | 'id' | 'parentId' | 'attributes'> & {
    readonly path: Path
    readonly parent?: Path
    readonly attributes?: TracedSpan['attributes']
    readonly failure?: Failure | undefined
  },
) => TracedSpan

function phaseSpans({ name, beginMs, endMs, runs }: PlacedPhase, span: MakeSpan): readonly TracedSpan[] {
  const path = ['phase', name]
  const attributes = { 'riskfirst.phase': name }
  return [
    span({ path, parent: [], name: `phase ${name}`, beginMs, endMs, attributes }),
    ...runs.flatMap((run) => runSpans(run, path, span)),
  ]
}

function runSpans({ run, beginMs, endMs, attempts }: PlacedRun, parent: Path, span: MakeSpan): readonly TracedSpan[] {
  const { agent, phase, status, queuedMs, failure } = run
  const path = ['run', agent]
  const own = span({
    path,
    parent,
    name: `run ${agent}`,
    beginMs,
    endMs,
    failure,
    attributes: {
      'riskfirst.agent': agent,
      'riskfirst.phase': phase,
      'riskfirst.run.status': status,
      'riskfirst.run.attempts': attempts.length,
      'riskfirst.run.queue_seconds': queuedMs / 1000,
    },
    ...(FAILED_RUNS.includes(status) ? { error: shortened(failure?.message ?? status) } : {}),
  })
  return [
    own,
    ...attempts.map(({ attempt, ...placed }) =>
      attemptSpan({ agent, number: attempt.number, failure: attempt.failure, ...placed }, path, span),
    ),
  ]
}

interface TracedAttempt extends Span {
  readonly agent: string
  readonly number: number
  readonly failure: Failure | undefined
}

function attemptSpan({ agent, number, beginMs, endMs, failure }: TracedAttempt, parent: Path, span: MakeSpan) {
  return span({
    path: attemptPath(agent, number),
    parent,
    name: `attempt ${number}`,
    beginMs,
    endMs,
    failure,
    attributes: { 'riskfirst.agent': agent, 'riskfirst.attempt': number },
    ...(failure === undefined ? {} : { error: shortened(failure.message) }),
  })
}

function whyFailed({ error, state, status }: WatchedCycle): string {
  return shortened(error ?? state.reasons[0]?.message ?? status)
}

function shortened(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}
