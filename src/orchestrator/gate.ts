import type {
  Restriction,
  StateReason,
  TradingState,
  TradingStateName,
  Verdict,
  VerdictReason,
} from '../agents/agent.js'
import type { Failure } from './record.js'

/** What a critical agent came back with: a verdict, or why there is none. */
export interface CriticalOutcome {
  readonly agent: string
  readonly verdict?: Verdict
  readonly failure?: Failure
}

/** What the gate weighs beside the verdicts. */
export interface Circumstances {
  readonly cycleId: string
  /** What makes the observation unfit to trade on. */
  readonly faults: readonly StateReason[]
  /** The kill switch and the latches. */
  readonly halts: readonly StateReason[]
}

/** A gate's decision; `since` is added by the cycle, which knows the one before. */
export type Decision = Omit<TradingState, 'since'>

const NOTHING_KNOWN: Circumstances = { cycleId: '', faults: [], halts: [] }

/**
 * Folds verdicts, faults, kill switch and latches into the trading state. Fails closed: only an explicit `active` of
 * every critical agent for this very cycle, without any fault or halt, opens it.
 */
export function gate(outcomes: readonly CriticalOutcome[], circumstances: Circumstances = NOTHING_KNOWN): Decision {
  const { halts, faults } = circumstances
  const reasons: StateReason[] = [...halts, ...faults]
  const restrict: Restriction[] = []
  if (outcomes.length === 0) reasons.push(unknown('no-critical-agents', 'no critical agent gave a verdict'))
  for (const outcome of outcomes) {
    const { verdict } = outcome
    if (verdict === undefined || verdict.cycleId !== circumstances.cycleId || !Object.hasOwn(causeOf, verdict.state)) {
      reasons.push(noVerdict(outcome, circumstances.cycleId))
      continue
    }
    for (const reason of verdictReasons(outcome.agent, verdict))
      if (!halts.some((latched) => isSameHalt(latched, reason))) reasons.push(reason)
    restrict.push(...(verdict.restrict ?? []))
  }
  return { state: halts.length + faults.length > 0 ? 'halted' : stateOf(reasons), reasons, restrict }
}

const tightness = { active: 0, reducing: 1, halted: 2 } as const satisfies Record<TradingStateName, number>

/** What two gates of a cycle come to: the tighter state, with the reasons and restrictions of both. */
export function tighten(before: Decision, after: Decision): Decision {
  const [first, second] = tightness[after.state] < tightness[before.state] ? [before, after] : [after, before]
  const isNew = (reason: StateReason) => !first.reasons.some((told) => isSameHalt(told, reason))
  return {
    state: first.state,
    reasons: [...first.reasons, ...second.reasons.filter(isNew)],
    restrict: [...before.restrict, ...after.restrict],
  }
}

/** Whether a verdict says again what is latched; the latch tells it as it was first seen. */
function isSameHalt(latched: StateReason, { agent, code, cause }: StateReason): boolean {
  return latched.agent === agent && latched.code === code && latched.cause === cause
}

/** Whatever is neither a warning nor a soft limit halts, also what no verdict should hold. */
function stateOf(reasons: readonly StateReason[]): TradingStateName {
  const narrowing = reasons.filter(({ cause }) => cause !== 'warning')
  if (narrowing.length === 0) return 'active'
  return narrowing.every(({ cause }) => cause === 'limit') ? 'reducing' : 'halted'
}

const causeOf = { active: 'warning', reducing: 'limit', halted: 'breach' } as const

function verdictReasons(agent: string, { state, reasons }: Verdict): StateReason[] {
  const cause = causeOf[state]
  if (reasons.length === 0 && state !== 'active')
    return [{ code: 'unexplained', message: `${agent} says ${state} without a reason`, agent, cause }]
  // Beside a reason that is marked as the one that halts, the others of its verdict are told, but do not halt.
  const isMarked = ({ latch, unknown }: VerdictReason) => latch === true || unknown === true
  const hasMarked = reasons.some(isMarked)
  return reasons.map((reason) => {
    if (state !== 'halted') return { agent, cause, ...reason }
    if (reason.unknown === true) return { agent, cause: 'unknown', ...reason }
    return { agent, cause: hasMarked && !isMarked(reason) ? 'warning' : 'breach', ...reason }
  })
}

function noVerdict({ agent, verdict, failure }: CriticalOutcome, cycleId: string): StateReason {
  if (failure !== undefined) return unknown(failure.code, `${agent}: ${failure.message}`, agent)
  if (verdict === undefined) return unknown('no-verdict', `${agent} gave no verdict`, agent)
  if (!Object.hasOwn(causeOf, verdict.state))
    return unknown('invalid-verdict', `${agent} gave a verdict that is none of active, reducing and halted`, agent)
  return unknown(
    'misaddressed-verdict',
    `${agent} gave a verdict for cycle "${verdict.cycleId}", expected "${cycleId}"`,
    agent,
  )
}

/** The breaches that this cycle's verdicts want kept until a person resumes. */
export function latchesOf(outcomes: readonly CriticalOutcome[], cycleId: string): readonly StateReason[] {
  return outcomes.flatMap(({ agent, verdict }) =>
    verdict?.state === 'halted' && verdict.cycleId === cycleId
      ? verdictReasons(agent, verdict).filter(({ latch, cause }) => latch === true && cause === 'breach')
      : [],
  )
}

/** A reason that fails the gate closed. */
export function unknown(code: string, message: string, agent?: string): StateReason {
  return { code, message, cause: 'unknown', ...(agent === undefined ? {} : { agent }) }
}
