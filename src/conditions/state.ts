import type { TradingStateName } from '../agents/agent.js'
import type { Condition } from './condition.js'

/** A turn while the trading state is one of these. */
export function whileState(wanted: TradingStateName | readonly TradingStateName[]): Condition {
  const names = [wanted].flat()
  return ({ state: { state } }) =>
    names.includes(state) ? undefined : `runs while the state is ${names.join(' or ')}; it is ${state}`
}
