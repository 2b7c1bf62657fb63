import { readFile } from 'node:fs/promises'
import { writeWhole } from '../../files/whole-file.js'
import type { Timeline } from './timeline.js'
import { endUsOf, type TraceEvent, traceEvents, traceNames } from './trace-events.js'

/** More cycles than any viewer draws at once. */
const KEPT_CYCLES = 200

/** What tells our traces from other files, which are never written over. */
const GENERATOR = 'riskfirst'

/** The file is there and is no trace of ours, or cannot be read. */
export class TraceFileError extends Error {
  override readonly name = 'TraceFileError'
}

/** A trace in Chrome's format, which is whole after each cycle. */
export interface TraceFile {
  /** Adds a cycle and drops the oldest beyond 200. Calls come one after the other. */
  add(timeline: Timeline): Promise<void>
}

/** A trace of this cycle alone; throws TraceFileError rather than write over anything but a trace of ours. */
export async function writeTrace(path: string, timeline: Timeline): Promise<void> {
  await readTrace(path)
  await write(path, [linesOf(traceEvents(timeline))])
}

/** Goes on with the trace at `path`, or begins one; throws TraceFileError for any other file. */
export async function openTraceFile(path: string): Promise<TraceFile> {
  const before = await readTrace(path)
  const cycles = byCycle(before).map(linesOf)
  let endUs = endUsOf(before)
  await write(path, cycles) // a path that cannot be written is found out now
  return {
    async add(timeline) {
      const events = traceEvents(timeline, endUs)
      endUs = endUsOf(events)
      cycles.push(linesOf(events))
      cycles.splice(0, cycles.length - KEPT_CYCLES)
      await write(path, cycles)
    },
  }
}

/** The events of a cycle as they are written, a line each: it is done once, though the file is written many times. */
interface Lines {
  readonly names: readonly string[]
  readonly events: string
}

function linesOf(events: readonly TraceEvent[]): Lines {
  const names = traceNames(events).map((event) => JSON.stringify(event))
  return { names, events: events.map((event) => JSON.stringify(event)).join(',\n') }
}

async function write(path: string, cycles: readonly Lines[]): Promise<void> {
  const names = new Set(cycles.flatMap((cycle) => cycle.names))
  const lines = [...names, ...cycles.map(({ events }) => events)].join(',\n')
  const head = `{"displayTimeUnit":"ms","otherData":{"generator":"${GENERATOR}"},"traceEvents":[\n`
  await writeWhole(path, `${head}${lines}\n]}\n`)
}

/** What happened, without the names of rows; nothing where there is no file, or an empty one. */
async function readTrace(path: string): Promise<readonly TraceEvent[]> {
  const refused = (cause: unknown) =>
    new TraceFileError(`expected a new file or a trace of riskfirst, got "${path}"`, { cause })
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw refused(error)
  })
  if (text === undefined || text === '') return []
  try {
    const trace: unknown = JSON.parse(text)
    if (!isOurs(trace)) throw new TypeError('a file of another kind')
    return trace.traceEvents.filter(({ ph }) => ph !== 'M')
  } catch (error) {
    throw refused(error)
  }
}

function isOurs(value: unknown): value is { readonly traceEvents: readonly TraceEvent[] } {
  if (typeof value !== 'object' || value === null) return false
  if (!('otherData' in value && 'traceEvents' in value && Array.isArray(value.traceEvents))) return false
  const { otherData } = value
  return (
    typeof otherData === 'object' && otherData !== null && 'generator' in otherData && otherData.generator === GENERATOR
  )
}

/** Each cycle begins with an event of its own. */
function byCycle(events: readonly TraceEvent[]): readonly TraceEvent[][] {
  const cycles: TraceEvent[][] = []
  for (const event of events)
    if (event.ph === 'X' && event.cat === 'cycle') cycles.push([event])
    else cycles.at(-1)?.push(event)
  return cycles
}
