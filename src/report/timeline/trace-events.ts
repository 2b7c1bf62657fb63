import { type InLane, inLanes, inMicroseconds, type MicroSpan, runsInLanes } from './lanes.js'
import { hasRun, type PlacedRun, type Span, type Timeline } from './timeline.js'

/** An event of Chrome's trace format; `ts` and `dur` are whole microseconds, `ts` since the epoch. */
export type TraceEvent =
  /** Something that took time: the events of one `tid` lie in each other or apart. */
  | (AnyEvent & { readonly ph: 'X'; readonly ts: number; readonly dur: number; readonly cat: string })
  /** Something that happened at an instant. */
  | (AnyEvent & { readonly ph: 'i'; readonly ts: number; readonly s: 't'; readonly cat: string })
  /** What a `pid` or a `tid` is called. */
  | (AnyEvent & { readonly ph: 'M' })

interface AnyEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly args: Readonly<Record<string, string | number | null>>
}

/** Cycles, and in them their phases. */
const CYCLES = 1
/** A row for each agent that runs at once, as a worker would be, and one for those that did not run. */
const WORKERS = 2
const NOT_RUN = 0

/**
 * The events of one cycle: cycle and phases, runs and their attempts, and whoever did not run. It is moved to
 * `notBeforeUs`, where the wall clock has it begin before another one ended.
 */
export function traceEvents(timeline: Timeline, notBeforeUs = 0): readonly TraceEvent[] {
  const { cycle, durationMs, phases } = timeline
  const origin = { cycle: cycle.id, zeroUs: Math.max(notBeforeUs, Date.parse(cycle.startedAt) * 1000) }
  const whole = outwards({ beginMs: 0, endMs: durationMs })
  const idle = phases.flatMap(({ runs }) => runs).filter(({ run }) => !hasRun(run))
  return [
    complete({ name: cycle.id, cat: 'cycle', pid: CYCLES, tid: 1 }, whole, origin),
    ...inLanes(phases).map(({ item: { name, runs }, lane, ...span }) =>
      complete({ name, cat: 'phase', pid: CYCLES, tid: lane + 1, args: { agents: runs.length } }, span, origin),
    ),
    ...runsInLanes(timeline).flatMap((run) => runEvents(run, origin)),
    ...idle.map((run) => idleEvent(run, origin)),
  ]
}

/** When the last of these events ends; 0 of none. */
export function endUsOf(events: readonly TraceEvent[]): number {
  return events.reduce((lastUs, event) => (event.ph === 'X' ? Math.max(lastUs, event.ts + event.dur) : lastUs), 0)
}

/** The names of the rows that these events lie in. */
export function traceNames(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const rows = new Map(events.map(({ pid, tid }) => [`${pid} ${tid}`, { pid, tid }]))
  const processName = (pid: number, name: string): TraceEvent => ({
    name: 'process_name',
    ph: 'M',
    pid,
    tid: 0,
    args: { name },
  })
  const threads = Array.from(
    rows.values(),
    ({ pid, tid }): TraceEvent => ({ name: 'thread_name', ph: 'M', pid, tid, args: { name: rowName(pid, tid) } }),
  )
  return [processName(CYCLES, 'cycles'), processName(WORKERS, 'agents'), ...threads]
}

function rowName(pid: number, tid: number): string {
  if (pid === CYCLES) return tid === 1 ? 'cycles and phases' : `phases ${tid}`
  return tid === NOT_RUN ? 'did not run' : `worker ${tid}`
}

/** What the events of a cycle have in common. */
interface Origin {
  readonly cycle: string
  readonly zeroUs: number
}

type Named = Pick<TraceEvent, 'name' | 'pid' | 'tid'> & { readonly cat: string; readonly args?: TraceEvent['args'] }

function complete({ args = {}, ...named }: Named, { beginUs, endUs }: MicroSpan, origin: Origin): TraceEvent {
  const ts = origin.zeroUs + beginUs
  return { ...named, ph: 'X', ts, dur: endUs - beginUs, args: { cycle: origin.cycle, ...args } }
}

function runEvents({ item, lane, ...span }: InLane<PlacedRun>, origin: Origin): readonly TraceEvent[] {
  const { agent, phase, status, queuedMs, failure } = item.run
  const row = { pid: WORKERS, tid: lane + 1 }
  const args = { phase, status, queued_ms: queuedMs, failure: failure?.message ?? null }
  const attempts = item.attempts.map(({ attempt: { number, failure }, ...part }) => {
    const why = { agent, code: failure?.code ?? null, failure: failure?.message ?? null }
    return complete({ name: `attempt ${number}`, cat: 'attempt', ...row, args: why }, within(span, part), origin)
  })
  return [complete({ name: agent, cat: 'run', ...row, args }, span, origin), ...attempts]
}

function idleEvent({ run: { agent, phase, status, failure }, beginMs }: PlacedRun, origin: Origin): TraceEvent {
  const args = { cycle: origin.cycle, phase, status, failure: failure?.message ?? null }
  const ts = origin.zeroUs + Math.ceil(beginMs * 1000)
  return { name: `${agent}: ${status}`, cat: 'run', ph: 'i', s: 't', ts, pid: WORKERS, tid: NOT_RUN, args }
}

/** A whole, rounded outwards. */
const outwards = ({ beginMs, endMs }: Span): MicroSpan => ({
  beginUs: Math.floor(beginMs * 1000),
  endUs: Math.ceil(endMs * 1000),
})

/** A part that does not leave its whole, whatever was rounded. */
function within(whole: MicroSpan, part: Span): MicroSpan {
  const { beginUs, endUs } = inMicroseconds(part)
  const inside = (us: number) => Math.min(Math.max(us, whole.beginUs), whole.endUs)
  return { beginUs: inside(beginUs), endUs: inside(endUs) }
}
