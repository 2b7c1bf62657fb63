import { instant } from '../report/figures.js'
import { createKillSwitch, removeKillSwitch } from '../store/kill-switch.js'
import { type Resumed, type Resumption, resume as resumeRecord } from '../store/resume.js'
import { besideLoop } from './beside.js'
import type { Asked, OperatedFolder, Outcome } from './outcome.js'

/** What a resume lifted; `killSwitch` is what HALT said, null when it was not there. */
export interface Lifted extends Resumed {
  readonly killSwitch: string | null
}

/**
 * Clears the latches and the HALT file, records who and why, and says what it removed. Throws StoreError when anything of
 * that cannot be done; the halt holds then.
 */
export function resume({ dataDir, name }: OperatedFolder, asked: Asked): Outcome<Asked & Lifted> {
  const killSwitch = createKillSwitch(dataDir).thrown()
  const resumption: Resumption = { ...asked, ...(killSwitch === undefined ? {} : { killSwitch }) }
  const resumed = besideLoop(dataDir, ({ database }) => resumeRecord(database, resumption))
  // The file comes last: while anything before it can fail, the halt holds.
  const removed = removeKillSwitch(dataDir)
  const { latches = [], narrowing = [], rebase = [], withdrawn = 0, withdrawnCloses = 0 } = resumed ?? {}
  const lifted: Lifted = { killSwitch: removed ?? null, latches, narrowing, rebase, withdrawn, withdrawnCloses }
  return { done: { ...resumption, ...lifted }, words: wordsOf(lifted, name) }
}

function wordsOf(lifted: Lifted, folder: string): readonly string[] {
  const { killSwitch, latches, narrowing, rebase, withdrawn, withdrawnCloses } = lifted
  if (killSwitch === null && latches.length + narrowing.length + withdrawn === 0)
    return [`Nothing to resume: neither HALT, nor a latch, nor a soft limit holds ${folder}.`]
  return [
    ...(killSwitch === null ? [] : [`Removed ${folder}/HALT: ${killSwitch}`]),
    ...latches.map(({ code, message, since }) => `Cleared ${code}, latched ${instant(since)}: ${message}`),
    ...narrowing.map(({ code, message }) => `Lifts ${code}: ${message}`),
    ...(rebase.length === 0 ? [] : [rebaseWords(rebase)]),
    ...(withdrawn === 0 ? [] : ['Withdrew the request to flatten, which had not been carried out.']),
    ...(withdrawnCloses === 0 ? [] : ['Withdrew what was asked to be closed and is not sold yet.']),
    'The next verdict decides.',
  ]
}

function rebaseWords(rebase: Resumed['rebase']): string {
  const begins = rebase.includes('session') ? ['begins a new session'] : []
  const breached = rebase.filter((name) => name !== 'session')
  const rebases = breached.length === 0 ? [] : [`re-bases ${breached.join(', ')} to the equity it finds`]
  return `The next observation ${[...rebases, ...begins].join(' and ')}.`
}
