import { duration } from '../../../report/figures.js'
import { runMark } from '../../../report/marks.js'
import type { LiveAttempt, LiveRun } from '../../api.js'
import type { Sign } from '../parts/told.js'
import { attemptWords, endingOf, endingWords } from './attempt-ending.js'

/** How a run stands: in a word, and in figures. */
export interface Stand {
  readonly sign: Sign
  readonly figures: string
}

/** How a run stands at an instant. */
export function standOf(run: LiveRun, nowMs: number): Stand {
  const { retries } = run
  const last = run.attempts.at(-1)
  const sinceMs = (fromMs: number) => duration(Math.max(0, nowMs - fromMs))
  switch (run.doing) {
    case 'queued':
      return { sign: { text: '○ queued', tone: 'quiet' }, figures: sinceMs(run.queuedMs) }
    case 'waiting': {
      const inMs = Math.max(0, (run.retryAtMs ?? nowMs) - nowMs)
      const figures = `in ${duration(inMs)}${attemptWords(run.attempts.length + 1, retries)}`
      return { sign: { text: '↻ retries', tone: 'warning' }, figures }
    }
    case 'running': {
      const isOverdue = last !== undefined && endingOf(last, nowMs) === 'overdue'
      const figures = `${sinceMs(last?.startedMs ?? run.queuedMs)}${attemptWords(run.attempts.length, retries)}`
      return { sign: isOverdue ? overdue : running, figures }
    }
    case 'ended':
      return { sign: endSign(run, nowMs), figures: tookWords(run) }
  }
}

const running: Sign = { text: '▸ running', tone: 'accent' }
const overdue: Sign = { text: '▲ overdue', tone: 'bad' }

function endSign(run: LiveRun, nowMs: number): Sign {
  const last = run.attempts.at(-1)
  const ending = last && endingOf(last, nowMs)
  if (run.status === 'timeout' && ending === 'killed') return { text: '■ killed', tone: 'bad' }
  if (run.status === 'timeout' && ending === 'stuck') return { text: '◆ stuck', tone: 'bad' }
  return run.status === null ? { text: '○ ended', tone: 'quiet' } : runMark[run.status]
}

function tookWords({ attempts, endedMs }: LiveRun): string {
  const [first] = attempts
  const untilMs = attempts.at(-1)?.endedMs ?? endedMs
  const took = first === undefined || untilMs === null ? [] : [duration(untilMs - first.startedMs)]
  return [...took, ...(attempts.length > 1 ? [`${attempts.length} attempts`] : [])].join(' · ')
}

/** What went wrong in a run, an attempt a sentence; nothing for one that went well at once. */
export function troubleOf({ attempts, failure }: LiveRun, nowMs: number): readonly string[] {
  const told = attempts
    .filter((attempt) => attempt.failure !== null)
    .map((attempt) => {
      const which = attempts.length > 1 ? `attempt ${attempt.number} ` : ''
      return `${which}${attemptTrouble(attempt, nowMs)}`
    })
  return told.length > 0 || failure === null ? told : [`${failure.code}: ${failure.message}`]
}

function attemptTrouble(attempt: LiveAttempt, nowMs: number): string {
  const words = endingWords[endingOf(attempt, nowMs)]
  const { code, message } = attempt.failure ?? { code: '', message: '' }
  const isSaid = ['threw', 'timeout', 'aborted'].includes(code)
  return `${words}${isSaid ? '' : ` (${code})`}: ${message}`
}
