import type { Position } from '../../desk/portfolio.js'
import type { SymbolView } from '../../market/snapshot.js'
import { type Briefing, defineAgent, type Proposal, type TradingStateName, type VerdictReason } from '../agent.js'
import { type Account, byUse, changePercent, exposurePercent, type Gauge, readGauges } from './gauges.js'
import { type RiskSettings, riskSettings } from './settings.js'
import { findUnknowns } from './unknowns.js'

const warningShare = 0.8

/** A reason and the state that it asks for. */
interface Finding {
  readonly state: TradingStateName
  readonly reason: VerdictReason
}

/**
 * The gate's own agent: halts and latches on a broken limit, lets only reductions through near one, and halts without
 * a latch while it cannot know.
 */
export const risk = defineAgent<RiskSettings>({
  name: 'risk',
  description: 'Daily, 24 h and drawdown losses, minimum balance, exposure, stale and partial data.',
  settings: riskSettings,
  phase: 'critical',
  run: judge,
})

function judge(briefing: Briefing<RiskSettings>): Proposal {
  const { market, portfolio, settings } = briefing
  const unknowns = findUnknowns(market, portfolio, settings.maxDataAgeMinutes)
  if (unknowns.length > 0 || portfolio.equity === undefined)
    return propose(briefing, unknowns.map(halting), 'nothing was measured')

  const account: Account = { ...portfolio, equity: portfolio.equity }
  const suspects = Object.values(market.symbols).filter(({ condition }) => condition === 'suspect')
  const isSuspect = suspects.some(({ symbol }) => isHeld(portfolio.positions[symbol]))
  const gauges = readGauges(account, settings)
  const findings = [
    ...missingBaselines(account, settings).map(halting),
    ...gauges.flatMap((gauge) => weigh(gauge, settings.softPercent / 100, isSuspect)),
    ...suspectPrices(suspects),
    ...gainTarget(account, settings),
  ]
  const [tightest] = byUse(gauges)
  const outlook = tightest === undefined ? 'no limit is set' : `the tightest limit is ${describeUse(tightest)}`
  return { ...propose(briefing, findings, outlook), metrics: measure(account) }
}

function propose({ cycle }: Briefing<RiskSettings>, findings: readonly Finding[], outlook: string): Proposal {
  const states = new Set(findings.map(({ state }) => state))
  const state = states.has('halted') ? 'halted' : states.has('reducing') ? 'reducing' : 'active'
  const decisive = findings.filter((finding) => finding.state === state && state !== 'active')
  return {
    summary: `${state}: ${decisive.length === 0 ? outlook : decisive.map(({ reason }) => reason.message).join('; ')}`,
    verdict: { cycleId: cycle.id, state, reasons: findings.map(({ reason }) => reason) },
  }
}

function halting(reason: VerdictReason): Finding {
  return { state: 'halted', reason }
}

/** What a gauge asks for; a limit broken at a suspect price is not known to be broken, so it halts without a latch. */
function weigh(gauge: Gauge, softShare: number, isSuspect: boolean): Finding[] {
  const { code, text, value, limit, used, isBroken, isHard, baseline } = gauge
  const figures = { value, limit, ...(baseline === undefined ? {} : { baseline }) }
  if (isBroken && isHard && isSuspect)
    return [halting({ code, message: `${text}: broken at a suspect price, not known`, unknown: true, ...figures })]
  if (isBroken && isHard) return [halting({ code, message: `${text}: broken`, latch: true, ...figures })]
  if (isBroken || (isHard && used >= softShare))
    return [
      {
        state: 'reducing',
        reason: { code: `${code}-soft`, message: `${describeUse(gauge)}: reductions only`, ...figures },
      },
    ]
  if (used >= warningShare)
    return [{ state: 'active', reason: { code: `${code}-warning`, message: describeUse(gauge), ...figures } }]
  return []
}

function describeUse({ text, used }: Gauge): string {
  return `${text}, ${(100 * used).toFixed(0)} % used`
}

function missingBaselines({ equity, baselines }: Account, settings: RiskSettings): VerdictReason[] {
  const needed = [
    'dayStart',
    'highWaterMark',
    ...(settings.maxRollingLossPercent === null ? [] : (['rolling24h'] as const)),
  ] as const
  return needed
    .filter((name) => changePercent(equity, baselines[name]) === undefined)
    .map((name) => ({ code: 'missing-baseline', message: `no equity is known for ${name}`, unknown: true }))
}

function suspectPrices(suspects: readonly SymbolView[]): Finding[] {
  if (suspects.length === 0) return []
  const told = suspects.map(({ symbol, reason }) => (reason === undefined ? symbol : `${symbol} (${reason})`))
  const message = `suspect price: ${told.join(', ')}`
  return [{ state: 'reducing', reason: { code: 'suspect-price', message } }]
}

function isHeld(position: Position | undefined): boolean {
  return position !== undefined && position.quantity > 0
}

function gainTarget({ equity, baselines }: Account, { gainTargetPercent: limit }: RiskSettings): Finding[] {
  const gain = changePercent(equity, baselines.dayStart) ?? 0
  if (limit === null || gain < limit) return []
  const message = `gain of the day ${gain.toFixed(2)} % (target ${limit} %): reductions only`
  return [{ state: 'reducing', reason: { code: 'gain-target', message, value: gain, limit, baseline: 'dayStart' } }]
}

/** Signed: a loss is negative. The drawdown is positive. */
function measure(account: Account): Record<string, number> {
  const { equity, cash, baselines } = account
  const daily = changePercent(equity, baselines.dayStart)
  const rolling = changePercent(equity, baselines.rolling24h)
  const fromPeak = changePercent(equity, baselines.highWaterMark)
  return {
    equity,
    cash,
    exposurePercent: exposurePercent(account),
    ...(daily === undefined ? {} : { dailyChangePercent: daily }),
    ...(rolling === undefined ? {} : { rollingChangePercent: rolling }),
    ...(fromPeak === undefined ? {} : { drawdownPercent: Math.max(-fromPeak, 0) }),
  }
}
