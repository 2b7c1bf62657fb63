import { readFileSync } from 'node:fs'

/** An event of Chrome's trace format, as far as its rules go. */
export interface AnyTraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly cat?: string
  readonly ts?: number
  readonly dur?: number
  readonly s?: string
  readonly args: Readonly<Record<string, unknown>>
}

/** The events of a trace file; throws when it is no JSON object of the format. */
export function readTrace(path: string): readonly AnyTraceEvent[] {
  const trace: { readonly traceEvents: readonly AnyTraceEvent[]; readonly displayTimeUnit: string } = JSON.parse(
    readFileSync(path, 'utf8'),
  )
  if (!Array.isArray(trace.traceEvents) || trace.displayTimeUnit !== 'ms') throw new TypeError(`${path} is no trace`)
  return trace.traceEvents
}

/**
 * What breaks the rules of the format: complete events have a start and a duration in whole microseconds and, in one
 * row, lie in each other or apart; instants have a scope; every row has a name.
 */
export function breachesOf(events: readonly AnyTraceEvent[]): readonly string[] {
  const named = new Set(
    events.flatMap(({ ph, name, pid, tid }) => (name === 'thread_name' && ph === 'M' ? [`${pid} ${tid}`] : [])),
  )
  const isTime = (us: number | undefined) => us !== undefined && Number.isSafeInteger(us) && us >= 0
  const breaches: string[] = []
  const open = new Map<string, number[]>()
  const timed = events.filter(({ ph }) => ph !== 'M')
  const inOrder = timed.toSorted((a, b) => Number(a.ts) - Number(b.ts) || (b.dur ?? 0) - (a.dur ?? 0))
  for (const { name, ph, pid, tid, ts = Number.NaN, dur = 0, s } of inOrder) {
    const row = `${pid} ${tid}`
    if (!named.has(row)) breaches.push(`${name}: its row has no name`)
    if (!isTime(ts) || !isTime(dur)) breaches.push(`${name}: ts ${ts}, dur ${dur}`)
    if (ph === 'i' && s !== 't') breaches.push(`${name}: an instant without a scope`)
    if (ph !== 'X') continue
    const around = (open.get(row) ?? []).filter((endUs) => endUs > ts)
    if (around.some((endUs) => endUs < ts + dur)) breaches.push(`${name}: reaches out of what is around it`)
    open.set(row, [...around, ts + dur])
  }
  return breaches
}
