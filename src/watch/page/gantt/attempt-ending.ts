import type { LiveAttempt } from '../../api.js'

/**
 * How an attempt stands or ended: `overdue` is past its deadline and told to end; `killed` was ended after its grace;
 * `stuck` cannot be killed and has not ended.
 */
export type AttemptEnding = 'running' | 'overdue' | 'answered' | 'failed' | 'timed-out' | 'killed' | 'stuck' | 'stopped'

/** What an ending is called. */
export const endingWords: Readonly<Record<AttemptEnding, string>> = {
  running: 'running',
  overdue: 'past its deadline, told to end',
  answered: 'answered',
  failed: 'failed',
  'timed-out': 'timed out',
  killed: 'timed out, killed after its grace',
  stuck: 'timed out, and runs on',
  stopped: 'stopped',
}

/** How an attempt stands at an instant. */
export function endingOf({ ending, deadlineMs, failure }: LiveAttempt, nowMs: number): AttemptEnding {
  switch (ending) {
    case null:
      return nowMs > deadlineMs ? 'overdue' : 'running'
    case 'answered':
      return ending
    case 'failed':
      return failure?.code === 'aborted' ? 'stopped' : ending
    case 'late':
      return 'timed-out'
    case 'killed':
      return ending
    case 'runs-on':
      return 'stuck'
  }
}

/** Which of how many attempts it is: ` · attempt 2 of 3`; nothing for the first. */
export function attemptWords(number: number, retries: number): string {
  return number < 2 ? '' : ` · attempt ${number} of ${Math.max(retries + 1, number)}`
}
