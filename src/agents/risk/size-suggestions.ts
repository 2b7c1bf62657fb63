import type { RoundTrip } from '../../desk/portfolio.js'
import type { RiskSettings } from './settings.js'

const FEWEST_ROUND_TRIPS = 30

/** The largest value of a position in one symbol by each method, quote currency; unknown ones are left out. */
export interface SizeSuggestion {
  readonly volatilityTarget?: number
  readonly kelly?: number
  readonly riskParity?: number
  /** The smallest of those that `sizing.methods` names. */
  readonly suggested?: number
}

/** What sizes are made of. */
export interface SizeParts {
  /** Quote currency. */
  readonly equity: number
  /** Symbols that may be held. */
  readonly symbols: number
  readonly kelly: number | undefined
  /** Of the symbol, a year: 0.6 is 60 %; undefined when unknown. */
  readonly volatility: number | undefined
  readonly dailyVolatility: number | undefined
}

/** How much of one symbol to hold; FORMULAS, "Position size". */
export function suggestSize(parts: SizeParts, { sizing }: RiskSettings): SizeSuggestion {
  const { equity, symbols, kelly, volatility, dailyVolatility } = parts
  const most = (equity * sizing.maxPositionPercent) / 100
  const within = (size: number) => toCents(Math.max(Math.min(size, most), 0))
  const sizes: { -readonly [Method in keyof SizeSuggestion]: SizeSuggestion[Method] } = {}
  if (dailyVolatility !== undefined && dailyVolatility > 0)
    sizes.volatilityTarget = within((equity * sizing.targetDailyVolatilityPercent) / 100 / dailyVolatility)
  if (kelly !== undefined) sizes.kelly = within(equity * kelly * sizing.kellyFraction)
  if (volatility !== undefined && volatility > 0)
    sizes.riskParity = within(Math.min(((equity / symbols) * 0.1) / volatility, equity / (2 * symbols)))
  const chosen = sizing.methods.flatMap((method) => sizes[method] ?? [])
  if (chosen.length > 0) sizes.suggested = Math.min(...chosen)
  return sizes
}

/**
 * The share of equity that Kelly's formula would bet, (p·b − q)/b with b the average win over the average loss; 0 for a
 * negative edge; undefined with fewer than 30 round trips.
 */
export function kellyShare(roundTrips: readonly RoundTrip[]): number | undefined {
  if (roundTrips.length < FEWEST_ROUND_TRIPS) return undefined
  let won = 0
  let lost = 0
  let wins = 0
  for (const { profit } of roundTrips) {
    if (profit > 0) wins++
    if (profit > 0) won += profit
    else lost -= profit
  }
  if (wins === 0) return 0
  const winning = wins / roundTrips.length
  const losses = roundTrips.length - wins
  const averageLoss = losses === 0 ? 0 : lost / losses
  // q/b as q · average loss / average win: b is infinite when nothing was ever lost.
  return Math.max(0, winning - ((1 - winning) * averageLoss) / (won / wins))
}

/** Floored: a size is the most there may be. */
function toCents(value: number): number {
  return Math.floor(value * 100) / 100
}
