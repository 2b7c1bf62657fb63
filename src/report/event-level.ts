import type { TradingState } from '../agents/agent.js'
import type { Settlement } from '../desk/settlement.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import type { CycleStatus, RunRecord } from '../orchestrator/record.js'
import type { LogLevel } from './log-level.js'

type Event = OrchestratorEvent<Settlement>

/** Tells how pressing each event is; a trading state that holds is so once. */
export function createEventLevels(): (event: Event) => LogLevel {
  let stated = 'active'
  return (event) => {
    if (event.type !== 'gate-decided') return levelOf(event)
    const told = stated
    stated = codesOf(event.state)
    return told === stated ? 'debug' : levelOfState(event.state)
  }
}

function levelOf(event: Exclude<Event, { type: 'gate-decided' }>): LogLevel {
  switch (event.type) {
    case 'attempt-failed':
      return event.retryInMs === undefined ? 'debug' : 'warn' // without a retry its run ends now, and tells
    case 'run-ended':
      return levelOfRun(event.record.status)
    case 'cycle-ended':
      return levelOfCycle(event.report.status)
    case 'journal-failed':
      return 'error'
    case 'attempt-late':
    case 'alert-raised':
    case 'ticks-skipped':
      return 'warn'
    case 'alert-cleared':
      return 'info'
    case 'cycle-started':
    case 'attempt-started':
    case 'observed':
    case 'phase-started':
    case 'settled':
    case 'sleeping':
      return 'debug'
  }
}

/** What went well is for who looks closely, and so is what the trading state has told already. */
function levelOfRun(status: RunRecord['status']): LogLevel {
  switch (status) {
    case 'failed':
    case 'timeout':
      return 'warn'
    case 'skipped':
    case 'aborted':
      return 'info'
    case 'success':
    case 'noop':
    case 'halted':
      return 'debug'
  }
}

function levelOfCycle(status: CycleStatus): LogLevel {
  switch (status) {
    case 'success':
    case 'aborted':
      return 'info'
    case 'degraded':
    case 'halted':
      return 'warn'
    case 'failed-closed':
    case 'error':
      return 'error'
  }
}

function levelOfState({ state, reasons }: TradingState): LogLevel {
  if (state === 'active') return 'info'
  return reasons.some(({ cause }) => cause === 'unknown') ? 'error' : 'warn'
}

/** What makes a state another one for people: not its figures. */
function codesOf({ state, reasons }: TradingState): string {
  if (state === 'active') return state
  const decisive = reasons.filter(({ cause }) => (state === 'halted' ? cause !== 'limit' : true) && cause !== 'warning')
  return [state, ...decisive.map(({ code }) => code)].join(' ')
}
