import type { Portfolio } from '../../desk/portfolio.js'
import type { MarketSnapshot, SymbolView } from '../../market/snapshot.js'
import type { VerdictReason } from '../agent.js'

const msPerMinute = 60_000

/** What must be known to judge the account and is not; empty when the account can be judged. */
export function findUnknowns(
  market: MarketSnapshot,
  portfolio: Portfolio,
  maxDataAgeMinutes: number,
): readonly VerdictReason[] {
  const views = Object.values(market.symbols)
  return [...partialPortfolio(portfolio), ...partialMarket(views), ...staleMarket(views, maxDataAgeMinutes)]
}

function partialPortfolio({ complete, missing, cash, equity }: Portfolio): VerdictReason[] {
  if (complete && missing.length === 0 && Number.isFinite(cash) && Number.isFinite(equity)) return []
  const message = missing.length > 0 ? `no price for held ${missing.join(', ')}` : 'the account has no known equity'
  return [{ code: 'partial-data', message, unknown: true }]
}

function partialMarket(views: readonly SymbolView[]): VerdictReason[] {
  const partial = views.filter(({ condition, last }) => condition === 'partial' || (condition === 'listed' && !last))
  if (partial.length === 0) return []
  const told = partial.map(({ symbol, reason }) => `${symbol} (${reason ?? 'no price'})`)
  return [{ code: 'partial-data', message: `incomplete market data: ${told.join(', ')}`, unknown: true }]
}

function staleMarket(views: readonly SymbolView[], maxDataAgeMinutes: number): VerdictReason[] {
  const ages = views.flatMap(({ symbol, condition, ageMs = 0 }) =>
    condition === 'absent' ? [] : [{ symbol, minutes: ageMs / msPerMinute }],
  )
  const stale = ages.filter(({ minutes }) => !(minutes <= maxDataAgeMinutes))
  if (stale.length === 0) return []
  const told = stale.map(({ symbol, minutes }) => `${symbol} is ${Math.round(minutes)} min old`)
  return [
    {
      code: 'stale-data',
      message: `${told.join(', ')}, at most ${maxDataAgeMinutes} min`,
      unknown: true,
      value: Math.max(...stale.map(({ minutes }) => minutes)),
      limit: maxDataAgeMinutes,
    },
  ]
}
