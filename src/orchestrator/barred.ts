import type { TradingState } from '../agents/agent.js'
import { failure } from './agent-run.js'
import type { PlannedAgent } from './plan.js'
import type { Failure, RunRecord } from './record.js'

/** Why the trading state keeps an agent from running. A breach leaves `always` running; anything else that halts, nothing. */
export function barredBy({ runWhen }: PlannedAgent, { state, reasons }: TradingState): Failure | undefined {
  if (state === 'active') return undefined
  if (state === 'reducing')
    return runWhen === 'active' ? failure('state', 'runs only while active; the state is reducing') : undefined
  const shut = reasons.find(({ cause }) => cause === 'unknown' || cause === 'kill-switch')
  if (shut !== undefined) return failure('state', `halted: ${shut.message}`)
  if (runWhen === 'always') return undefined
  return failure('state', `halted: ${reasons[0]?.message ?? 'no reason given'}`)
}

/** The first need that is not met by those that have ended, with the whole chain of reasons behind it. */
export function unmetNeed(
  { needs }: PlannedAgent,
  ended: ReadonlyMap<string, RunRecord>,
  critical: boolean,
): Failure | undefined {
  for (const need of needs) {
    if (typeof need !== 'string') continue // any end will do
    const record = ended.get(need)
    if (record?.proposal !== undefined) continue
    const { status = 'without a record', failure: why } = record ?? {}
    const end = status === 'skipped' && why !== undefined ? `was skipped: ${why.message}` : `ended ${status}`
    // To a gate, what was kept from running by a halt is no failure of its own.
    return failure(critical && status === 'halted' ? 'state' : 'needs', `needs ${need}, which ${end}`)
  }
  return undefined
}
