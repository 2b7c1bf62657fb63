import { resolve } from 'node:path'
import type { Timer } from '../orchestrator/clock.js'
import { withDeadline } from '../orchestrator/deadline.js'
import { messageOf } from '../orchestrator/message.js'
import type { DeskReport } from '../report/desk-report.js'
import { timedReport } from '../report/timeline/timed-report.js'
import { type Timeline, timelineOf } from '../report/timeline/timeline.js'
import { openTraceFile, TraceFileError, writeTrace } from '../report/timeline/trace-file.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { requireUserFile } from './user-file.js'

/** Adds a cycle that is over to a trace; never rejects. */
export type Trace = (report: DeskReport) => Promise<void>

/** What the trace of a run needs. */
export interface TracingOptions {
  /** As the user wrote it; undefined where none was asked for. */
  readonly file: string | undefined
  readonly cwd: string
  readonly timer: Timer
  readonly say: (text: string) => void
}

const PATIENCE_MS = 5000

/** Opens `--trace FILE` of a run; throws CommandError when it is a file of another kind. */
export async function openTrace({ file, cwd, timer, say }: TracingOptions): Promise<Trace> {
  if (file === undefined) return () => Promise.resolve()
  requireUserFile(resolve(cwd, file), 'trace')
  const trace = await openTraceFile(resolve(cwd, file)).catch(refuse)
  return async (report) => {
    const added = trace.add(timelineOf(timedReport(report)))
    await withDeadline(added, PATIENCE_MS, timer).catch((error: unknown) => say(`trace: ${messageOf(error)}`))
  }
}

/** Writes `--trace FILE` of one cycle, and says so. */
export async function writeTraceOf(timeline: Timeline, file: string, { cwd, stderr }: Io): Promise<void> {
  requireUserFile(resolve(cwd, file), 'trace')
  await writeTrace(resolve(cwd, file), timeline).catch(refuse)
  stderr.write(`wrote ${file}: open it in chrome://tracing or ui.perfetto.dev\n`)
}

function refuse(error: unknown): never {
  const expected = error instanceof TraceFileError ? '' : 'expected a file that can be written, got '
  throw new CommandError(exitCode.usage, `--trace: ${expected}${messageOf(error)}`, { cause: error })
}
