import type { Briefing } from '../../src/agents/agent.js'
import { market, portfolio } from './briefing.js'

const cycle = { id: 'c1', number: 1, tick: '2026-01-01T00:00:00.000Z', asOf: '2026-01-01T00:00:00.000Z' }

/** What an agent is told that looks at nothing. */
export function briefing(attempt: number): Briefing {
  return { cycle, attempt, settings: {}, market: market(), portfolio: portfolio(), proposals: {} }
}
