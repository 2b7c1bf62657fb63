import type { Condition } from './condition.js'

/** What is looked for in what another agent proposes. */
export interface WantedSignal {
  readonly agent: string
  readonly signal: 'positive' | 'negative'
  /** Default: any. */
  readonly symbol?: string | undefined
}

/** A turn when another agent gives a signal of this direction in the same cycle. */
export function onSignal({ agent, signal, symbol }: WantedSignal): Condition {
  const sign = signal === 'positive' ? 1 : -1
  return ({ proposalOf }) => {
    const signals = proposalOf(agent)?.signals ?? []
    const isGiven = signals.some((given) => (symbol ?? given.symbol) === given.symbol && given.direction * sign > 0)
    return isGiven ? undefined : `runs on a ${signal} signal of ${agent}${symbol === undefined ? '' : ` for ${symbol}`}`
  }
}
