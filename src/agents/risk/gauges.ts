import type { Baseline, BaselineName, Portfolio } from '../../desk/portfolio.js'
import type { RiskSettings } from './settings.js'

/** The part of a complete portfolio that limits are set on. */
export type Account = Pick<Portfolio, 'quote' | 'cash' | 'baselines'> & { readonly equity: number }

/** One figure beside its limit. */
export interface Gauge {
  /** `daily-loss`, `rolling-loss`, `drawdown`, `min-balance`, `exposure` or `figure-…`. */
  readonly code: string
  /** Figure and limit with their unit, for people. */
  readonly text: string
  readonly value: number
  readonly limit: number
  /** Share of the limit that is used up: 0 none, 1 all. */
  readonly used: number
  /** The hard limit is broken: halted. */
  readonly isBroken: boolean
  /** The soft limit is broken: reductions only. */
  readonly isNarrowing: boolean
  readonly baseline?: BaselineName
}

/** Every limit that is set and can be measured, with what is used of it; FORMULAS, "Limits". */
export function readGauges(account: Account, settings: RiskSettings): readonly Gauge[] {
  const rolling = changePercent(account.equity, account.baselines.rolling24h)
  const fromPeak = changePercent(account.equity, account.baselines.highWaterMark)
  return [
    ...dailyLoss(account, settings),
    ...lossGauge('rolling-loss', { change: rolling, limit: settings.maxRollingLossPercent, settings }),
    ...lossGauge('drawdown', { change: fromPeak, limit: settings.maxDrawdownPercent, settings }),
    ...minBalance(account, settings),
    exposure(account, settings),
  ]
}

/** The gauges by how much of their limit is used, most first. */
export function byUse(gauges: readonly Gauge[]): readonly Gauge[] {
  return gauges.toSorted((a, b) => b.used - a.used)
}

/** Percent since a baseline, negative for a loss; undefined when the baseline cannot be measured against. */
export function changePercent(equity: number, baseline: Baseline | undefined): number | undefined {
  if (baseline === undefined) return undefined
  const percent = (100 * (equity - baseline.equity)) / baseline.equity
  return baseline.equity > 0 && Number.isFinite(percent) ? percent : undefined
}

/** Share of equity that is not cash, percent; 0 without equity. */
export function exposurePercent({ equity, cash }: Account): number {
  return equity > 0 ? (100 * (equity - cash)) / equity : 0
}

const losses = {
  'daily-loss': { name: 'daily loss', baseline: 'dayStart' },
  'rolling-loss': { name: 'loss over 24 h', baseline: 'rolling24h' },
  drawdown: { name: 'drawdown', baseline: 'highWaterMark' },
} as const

interface Loss {
  readonly change: number | undefined
  readonly limit: number | null
  readonly unit?: string
  readonly settings: RiskSettings
}

function lossGauge(code: keyof typeof losses, { change, limit, unit = '%', settings }: Loss): Gauge[] {
  if (change === undefined || limit === null) return []
  const { name, baseline } = losses[code]
  const value = Math.max(-change, 0)
  const text = `${name} ${value.toFixed(2)} ${unit} (limit ${limit} ${unit})`
  const used = value / limit
  return [{ code, text, value, limit, used, isBroken: value >= limit, isNarrowing: isSoft(used, settings), baseline }]
}

/** The tighter one of the limits in percent and in quote currency. */
function dailyLoss({ equity, quote, baselines: { dayStart } }: Account, settings: RiskSettings): readonly Gauge[] {
  const percent = changePercent(equity, dayStart)
  if (percent === undefined || dayStart === undefined) return []
  return byUse([
    ...lossGauge('daily-loss', { change: percent, limit: settings.maxDailyLossPercent, settings }),
    ...lossGauge('daily-loss', {
      change: equity - dayStart.equity,
      limit: settings.maxDailyLossUsd,
      unit: quote,
      settings,
    }),
  ]).slice(0, 1)
}

function minBalance({ equity, quote }: Account, settings: RiskSettings): Gauge[] {
  const { minBalanceUsd: limit } = settings
  if (limit === 0) return []
  const text = `equity ${equity.toFixed(2)} ${quote} (minimum ${limit} ${quote})`
  const used = limit / Math.max(equity, 0)
  const isNarrowing = isSoft(used, settings)
  return [{ code: 'min-balance', text, value: equity, limit, used, isBroken: equity < limit, isNarrowing }]
}

function exposure(account: Account, { maxExposurePercent: limit }: RiskSettings): Gauge {
  const value = exposurePercent(account)
  const text = `exposure ${value.toFixed(2)} % of equity (limit ${limit} %)`
  return { code: 'exposure', text, value, limit, used: value / limit, isBroken: false, isNarrowing: value > limit }
}

/** A hard limit has its soft one at a share of it. */
function isSoft(used: number, { softPercent }: RiskSettings): boolean {
  return used >= softPercent / 100
}
