import { counted, percent } from '../figures.js'
import type { GateFigures } from './gate-report.js'

/** For how much of the time the gate narrowed trading, and how: not only by halts. */
export function narrowedText({ states: { reducing, halted, failed_closed } }: Pick<GateFigures, 'states'>): string {
  const shut = halted.percent + failed_closed.percent
  const parts = `${percent(shut)} shut, ${percent(reducing.percent)} reductions only`
  return `narrowed trading for ${percent(shut + reducing.percent)} of the time (${parts})`
}

/** `11 resumes, 4 of soft limits`. */
export function resumesText({ resumes, resumes_total: total }: Pick<GateFigures, 'resumes' | 'resumes_total'>): string {
  const soft = resumes.filter((resumption) => !resumption.of_halt).length
  const among = total > resumes.length ? ` among the first ${counted(resumes.length, 'resume')}` : ''
  return soft === 0 ? counted(total, 'resume') : `${counted(total, 'resume')}, ${soft} of soft limits${among}`
}

/** What every resume does to the limits. */
export const RESUME_EFFECT = 'each starts loss and drawdown limits anew from the equity of that moment'

/** Why a drawdown may be deeper than the limit on it. */
export const DRAWDOWN_OF_GATE =
  'over the whole span; the gate measures from the last resume, so it may be deeper than the limit'
