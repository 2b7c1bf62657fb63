import type { ShownState } from '../../report/sections/trading-state.js'
import type { Latch } from '../../store/latches.js'
import type { RecordedCycle } from '../../store/queries.js'

type StateReason = RecordedCycle['reasons'][number]

/** What a standing is made of. */
export interface Evidence {
  /** What the kill switch says, if it is thrown. */
  readonly killSwitch: string | undefined
  readonly latches: readonly Latch[]
  /** The last cycle that came to its end. */
  readonly last: RecordedCycle | undefined
}

/** What may trade at this moment, as far as the record and the kill switch tell. Joins what holds now with what the last cycle decided: a halt thrown since then counts, a lifted one is said to be. */
export function standingOf({ killSwitch, latches, last }: Evidence): ShownState {
  const holding = [...(killSwitch === undefined ? [] : [thrown(killSwitch)]), ...latches]
  const decided = last?.reasons ?? []
  const own = decided.filter((reason) => !isKept(reason))
  const restrict = last?.restrictions ?? []
  const since = last?.stateSince ?? null
  if (holding.length > 0)
    return {
      state: 'halted',
      since: last?.state === 'halted' ? since : null,
      reasons: [...holding, ...own],
      restrict,
      changes: release(killSwitch, latches),
    }
  const state = last?.state ?? 'unknown'
  if (decided.length > own.length)
    return { state, since, reasons: decided, restrict, changes: 'lifted since then: the next cycle decides' }
  return { state, since, reasons: own, restrict, changes: undoing(state, own) }
}

const thrown = (message: string): StateReason => ({ code: 'kill-switch', message, cause: 'kill-switch' })

/** Whether the reason stands by itself, and not for one cycle only. */
const isKept = ({ cause, latch }: StateReason) => cause === 'kill-switch' || (cause === 'breach' && latch === true)

function release(killSwitch: string | undefined, latches: readonly Latch[]): string {
  const resume = 'riskfirst resume --reason "…"'
  const lifted = [
    ...(killSwitch === undefined ? [] : ['removes HALT']),
    ...(latches.length === 0 ? [] : [`clears ${latches.map(({ code }) => code).join(', ')}`]),
  ]
  return `${resume}, which ${lifted.join(' and ')}; then the next verdict decides`
}

function undoing(state: ShownState['state'], reasons: readonly StateReason[]): string {
  if (state === 'unknown') return 'the first cycle: riskfirst run'
  if (state === 'active') return 'the next verdict; to stop trading: riskfirst halt'
  if (reasons.some(({ cause }) => cause === 'unknown')) return 'the next cycle, when what is unknown is known again'
  const byBaseline = reasons.some(({ cause, baseline }) => cause === 'limit' && baseline !== undefined)
  return byBaseline ? 'the next verdict, or riskfirst resume --reason "…", which re-bases' : 'the next verdict'
}
