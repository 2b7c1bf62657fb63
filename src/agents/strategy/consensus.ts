import type { StrategySettings } from './settings.js'
import type { Opinion, StrategyName } from './trading-strategy.js'

/** An opinion, and whose it is. */
export interface Voice extends Opinion {
  readonly strategy: StrategyName
}

/** What all strategies that are on make of one symbol. */
export interface Consensus {
  readonly action: 'BUY' | 'SELL' | 'HOLD'
  /** 1 up, −1 down, 0 neither or a contradiction. */
  readonly direction: -1 | 0 | 1
  /** Of the surest voice in that direction, 0 … 1. */
  readonly confidence: number
  /** Whose say it is: none in a HOLD. */
  readonly by: readonly StrategyName[]
  /** Two have a say and contradict each other. */
  readonly conflict: boolean
  readonly reason: string
}

/**
 * Combines opinions. A strategy has a say when it points somewhere with at least `minConfidence`. If all that have a say
 * point the same way, that is the action, as sure as the surest of them: they read the same candles, so agreeing adds
 * nothing. If they contradict each other, or none has a say, it is HOLD. The order of the voices changes nothing but words.
 */
export function combine(
  voices: readonly Voice[],
  { minConfidence }: Pick<StrategySettings, 'minConfidence'>,
): Consensus {
  const said = voices.filter(({ direction, confidence }) => direction !== 0 && confidence >= minConfidence)
  const ups = said.filter(({ direction }) => direction > 0)
  const downs = said.filter(({ direction }) => direction < 0)
  if (ups.length > 0 && downs.length > 0) return { reason: `a conflict: ${inWords(said)}`, ...holding, conflict: true }
  const [first] = said
  if (first === undefined) return withoutSay(voices, minConfidence)
  const { direction } = first
  return {
    action: direction > 0 ? 'BUY' : 'SELL',
    direction,
    confidence: surest(said),
    by: said.map(({ strategy }) => strategy),
    conflict: false,
    reason: inWords(said),
  }
}

const holding = { action: 'HOLD', direction: 0, confidence: 0, by: [], conflict: false } as const

/** HOLD, with what they lean to for others to know, if they lean the same way. */
function withoutSay(voices: readonly Voice[], minConfidence: number): Consensus {
  const leaning = voices.filter(({ direction, confidence }) => direction !== 0 && confidence > 0)
  const [first] = leaning
  if (first === undefined) return { reason: inWords(voices), ...holding }
  const confidence = surest(leaning)
  const reason = `confidence ${confidence.toFixed(2)} is under ${minConfidence}; ${inWords(voices)}`
  if (leaning.some(({ direction }) => direction !== first.direction)) return { reason, ...holding }
  return { reason, ...holding, direction: first.direction, confidence }
}

function surest(voices: readonly Voice[]): number {
  return Math.max(...voices.map(({ confidence }) => confidence))
}

/** For people: every voice with its reason. */
export function inWords(voices: readonly Voice[]): string {
  return voices.map(({ strategy, direction, reason }) => `${strategy} ${arrow[direction]}: ${reason}`).join('; ')
}

const arrow = { [-1]: 'down', 0: 'neutral', 1: 'up' } as const
