import type { Proposal } from '../agent.js'
import { type Decision, hold } from './decision.js'
import type { Outlook } from './outlook.js'
import type { TradingSettings } from './settings.js'

/** Fewer than so many votes of full weight are no certainty, even if they agree. */
const QUORUM = 2

/** One opinion on a symbol. */
interface Vote {
  /** 1 up, −1 down. */
  readonly lean: 1 | -1
  /** 0 … 1. */
  readonly weight: number
  readonly text: string
}

/** Whoever votes may abstain: undefined. */
type Voter = (outlook: Outlook, settings: TradingSettings) => Vote | undefined

const voters: readonly Voter[] = [trend, momentum, meanReversion, volatilityRegime]

/** Whose signals vote too, with their confidence for a weight, where the agent is told of them. */
const advisers = ['sentiment', 'technical'] as const

/** The vote of four indicators, and of other agents where they have a say; a tie is HOLD. */
export function decideByRules(
  outlook: Outlook,
  proposals: Readonly<Record<string, Proposal>>,
  settings: TradingSettings,
): Decision {
  const { symbol } = outlook
  const votes = [
    ...voters.map((vote) => vote(outlook, settings)),
    ...advisers.map((adviser) => signalOf(adviser, proposals[adviser], symbol)),
  ].filter((vote) => vote !== undefined)
  const cast = votes.reduce((sum, { weight }) => sum + weight, 0)
  const balance = votes.reduce((sum, { lean, weight }) => sum + lean * weight, 0)
  const reasoning = votes.length === 0 ? 'nobody votes' : votes.map(({ text }) => text).join(', ')
  if (balance === 0) return hold(symbol, votes.length === 0 ? reasoning : `a tie: ${reasoning}`)
  const confidence = Math.abs(balance) / Math.max(cast, QUORUM)
  return { symbol, action: balance > 0 ? 'BUY' : 'SELL', confidence, reasoning }
}

function trend({ trendAtr }: Outlook, { fast, slow, minTrendAtr }: TradingSettings): Vote | undefined {
  return ifAtLeast(minTrendAtr, trendAtr, `EMA${fast}/${slow} ${signed(trendAtr)} ATR`)
}

function momentum({ momentumAtr }: Outlook, { momentumPeriod, minMomentumAtr }: TradingSettings): Vote | undefined {
  return ifAtLeast(minMomentumAtr, momentumAtr, `${momentumPeriod} candles ${signed(momentumAtr)} ATR`)
}

function meanReversion(outlook: Outlook, { rsiOversold, rsiOverbought }: TradingSettings): Vote | undefined {
  const { bollingerPosition, rsi } = outlook
  if (bollingerPosition <= 0 && rsi <= rsiOversold) return full(1, `oversold at RSI ${rsi.toFixed(0)}`)
  if (bollingerPosition >= 1 && rsi >= rsiOverbought) return full(-1, `overbought at RSI ${rsi.toFixed(0)}`)
  return undefined
}

function volatilityRegime({ volatilityRatio }: Outlook, { turbulence }: TradingSettings): Vote | undefined {
  return volatilityRatio < turbulence ? undefined : full(-1, `turbulent, ${volatilityRatio.toFixed(1)} times as usual`)
}

function signalOf(adviser: string, proposal: Proposal | undefined, symbol: string): Vote | undefined {
  const signal = proposal?.signals?.find((signal) => signal.symbol === symbol)
  if (signal === undefined || signal.direction === 0 || signal.confidence === 0) return undefined
  const weight = Math.abs(signal.direction) * signal.confidence
  const lean = signal.direction > 0 ? 1 : -1
  return { lean, weight, text: `${adviser} ${signed(lean * weight)}` }
}

function ifAtLeast(least: number, value: number, text: string): Vote | undefined {
  return value === 0 || Math.abs(value) < least ? undefined : full(value > 0 ? 1 : -1, text)
}

function full(lean: 1 | -1, text: string): Vote {
  return { lean, weight: 1, text }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}
