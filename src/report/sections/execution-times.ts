import type { RunRecord } from '../../orchestrator/record.js'
import type { DeskReport } from '../desk-report.js'
import { counted, duration } from '../figures.js'
import { runMark } from '../marks.js'
import type { Cell, Page } from '../page.js'
import { remainder, shortlist } from '../shortlist.js'

/** A wait in the queue under this is not worth a word. */
const NOTABLE_QUEUE_MS = 1000

/** How each scheduled agent ended, how long it took, and why it failed or what it said. */
export function executionTimes({ runs }: DeskReport, page: Page): string[] {
  const { shown, rest } = shortlist(runs, (run) => run.status !== 'success' && run.status !== 'noop')
  return [
    ...page.heading('AGENT EXECUTION TIMES'),
    ...page.table([{ isName: true }, {}, { align: 'right' }, { lines: 3 }], shown.map(row)),
    ...(rest.length === 0 ? [] : page.paragraph(remainder(rest, ({ status }) => status))),
  ]
}

function row(run: RunRecord): Cell[] {
  return [run.agent, runMark[run.status], run.attempts.length === 0 ? '–' : duration(run.durationMs), note(run)]
}

function note({ status, attempts, queuedMs, failure, proposal }: RunRecord): string {
  const parts: string[] = []
  if (attempts.length > 1) parts.push(counted(attempts.length - 1, 'retry', 'retries'))
  if (queuedMs >= NOTABLE_QUEUE_MS) parts.push(`queued ${duration(queuedMs)}`)
  if (failure === undefined) parts.push(proposal?.summary ?? '')
  else parts.push(failure.code === status ? failure.message : `${failure.code}: ${failure.message}`)
  return parts.filter((part) => part !== '').join(' · ')
}
