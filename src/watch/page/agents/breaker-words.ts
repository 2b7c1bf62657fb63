import { inCycles } from '../../../report/figures.js'
import type { WatchedAgent } from '../../api.js'

/** What a breaker that is not closed does with its agent; nothing to say of one that is. */
export function breakerWords(breaker: WatchedAgent['breaker']): string | undefined {
  if (breaker === null || breaker.state === 'closed') return undefined
  if (breaker.state === 'open') return `breaker open: tries ${inCycles(breaker.triesInCycles)}`
  return 'breaker half open: tries once'
}
