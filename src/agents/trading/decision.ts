/** What to do about a symbol. */
export interface Decision {
  readonly symbol: string
  readonly action: 'BUY' | 'SELL' | 'HOLD'
  /** 0 … 1. */
  readonly confidence: number
  readonly reasoning: string
  /** Where a buy is to be stopped out, price units; without it, or with one that cannot be taken, the agent's own. */
  readonly stop?: number
}

/** Doing nothing about a symbol, and why. */
export function hold(symbol: string, reasoning: string, confidence = 0): Decision {
  return { symbol, action: 'HOLD', confidence, reasoning }
}

/** The decision, or HOLD when it is less confident than it must be. */
export function onlyIfConfident(decision: Decision, minConfidence: number): Decision {
  const { symbol, action, confidence, reasoning } = decision
  if (action === 'HOLD' || confidence >= minConfidence) return decision
  return hold(
    symbol,
    `${action} at confidence ${confidence.toFixed(2)}, under ${minConfidence}; ${reasoning}`,
    confidence,
  )
}
