import type { TradingState } from '../agents/agent.js'
import type { Output } from '../commands/io.js'
import type { Settlement } from '../desk/settlement.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import type { RunRecord } from '../orchestrator/record.js'
import { counted, duration } from './figures.js'
import { plain } from './plain-text.js'

/** Writes one plain line for each event that whoever reads the log of a running loop should know; success is silent. */
export function createEventLines(output: Output): (event: OrchestratorEvent<Settlement>) => void {
  let cycleId = ''
  let stated = 'active'
  return (event) => {
    if (event.type === 'cycle-started') cycleId = event.cycle.id
    let words = describe(event)
    if (event.type === 'gate-decided') {
      const told = stated
      stated = words === undefined ? 'active' : codesOf(event.state)
      if (told === stated) return // a state that holds is told once
      if (stated === 'active') words = 'active again'
    }
    if (words !== undefined) output.write(`${plain(`${cycleId} ${words}`)}\n`)
  }
}

function describe(event: OrchestratorEvent<Settlement>): string | undefined {
  switch (event.type) {
    case 'attempt-failed': {
      if (event.retryInMs === undefined) return undefined // its run ends now, and tells
      const { agent, attempt, failure, retryInMs } = event
      return `${agent}: attempt ${attempt} failed, retry in ${duration(retryInMs)} (${failure.code}: ${failure.message})`
    }
    case 'attempt-late':
      return `${event.agent}: attempt ${event.attempt} ended after its deadline, whatever it answered was dropped`
    case 'run-ended':
      return ended(event.record)
    case 'gate-decided': {
      const { state, reasons } = event.state
      if (state === 'active') return undefined
      const decisive = reasons.filter(({ cause }) => cause !== 'warning')
      return `${state}: ${decisive.map(({ code, message }) => `${code}: ${message}`).join('; ')}`
    }
    case 'journal-failed':
      return `journal failed at ${event.step}: ${event.message}`
    case 'alert-raised':
      return `alert ${event.alert.kind}: ${event.alert.message}`
    case 'alert-cleared':
      return `alert over, ${event.alert.kind}: ${event.alert.message}`
    case 'ticks-skipped':
      return `${counted(event.count, 'tick')} skipped`
    case 'cycle-started':
    case 'attempt-started':
    case 'observed':
    case 'phase-started':
    case 'settled':
    case 'cycle-ended':
    case 'sleeping':
  }
  return undefined
}

/** What makes a state another one for people: not its figures. */
function codesOf({ state, reasons }: TradingState): string {
  const decisive = reasons.filter(({ cause }) => (state === 'halted' ? cause !== 'limit' : true) && cause !== 'warning')
  return [state, ...decisive.map(({ code }) => code)].join(' ')
}

/** Silent about what went well, and about what the line on the trading state has said already. */
function ended({ agent, status, failure, durationMs, attempts }: RunRecord): string | undefined {
  if (status === 'success' || status === 'noop' || status === 'halted') return undefined
  const why = failure === undefined ? '' : ` (${failure.code}: ${failure.message})`
  const took = attempts.length === 0 ? '' : ` after ${duration(durationMs)}`
  return `${agent}: ${status}${took}${why}`
}
