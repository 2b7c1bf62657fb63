import type { TradingState } from '../agents/agent.js'
import type { Settlement } from '../desk/settlement.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import type { Failure, RunRecord } from '../orchestrator/record.js'
import { counted, duration } from './figures.js'
import { oneLine } from './summary.js'

/** An event in words for people, without the cycle, and not yet safe for a terminal. */
export function wordsOf(event: OrchestratorEvent<Settlement>): string {
  switch (event.type) {
    case 'cycle-started':
      return `begins, due at ${event.cycle.tick}`
    case 'observed':
      return `observed${event.faults.map(({ code }) => `, ${code}`).join('')}`
    case 'phase-started':
      return `phase ${event.phase} begins: ${counted(event.agents.length, 'agent')}`
    case 'attempt-started':
      return `${event.agent}: attempt ${event.attempt} begins`
    case 'attempt-failed': {
      const { agent, attempt, failure, retryInMs } = event
      const then = retryInMs === undefined ? '' : `, retry in ${duration(retryInMs)}`
      return `${agent}: attempt ${attempt} failed${then}${why(failure)}`
    }
    case 'attempt-late':
      return `${event.agent}: attempt ${event.attempt} ended after its deadline, whatever it answered was dropped`
    case 'run-ended':
      return ended(event.record)
    case 'gate-decided':
      return stated(event.state)
    case 'settled':
      return 'proposals are settled'
    case 'journal-failed':
      return `journal failed at ${event.step}: ${event.message}`
    case 'alert-raised':
      return `alert ${event.alert.kind}: ${event.alert.message}`
    case 'alert-cleared':
      return `alert over, ${event.alert.kind}: ${event.alert.message}`
    case 'cycle-ended':
      return oneLine(event.report)
    case 'ticks-skipped':
      return `${counted(event.count, 'tick')} skipped`
    case 'sleeping':
      return `waits until ${new Date(event.untilMs).toISOString()}`
  }
}

function ended({ agent, status, failure, durationMs, attempts }: RunRecord): string {
  const took = attempts.length === 0 ? '' : ` after ${duration(durationMs)}`
  return `${agent}: ${status}${took}${failure === undefined ? '' : why(failure)}`
}

function stated({ state, reasons }: TradingState): string {
  const decisive = reasons.filter(({ cause }) => cause !== 'warning')
  if (state === 'active') return state
  return `${state}: ${decisive.map(({ code, message }) => `${code}: ${message}`).join('; ')}`
}

const why = ({ code, message }: Failure) => ` (${code}: ${message})`
