import type { Position } from '../../desk/portfolio.js'
import { type Briefing, defineAgent, type Proposal, type Restriction } from '../agent.js'
import { nothingMeasured, outline, tellMeasured } from './answer.js'
import { figures } from './figure.js'
import { limitFigures } from './figure-limits.js'
import {
  describeUse,
  type Finding,
  gainTarget,
  halting,
  missingBaselines,
  narrowing,
  suspectPrices,
  weigh,
} from './findings.js'
import { type Account, byUse, readGauges } from './gauges.js'
import { measureRisk } from './measurement.js'
import { protect } from './protections.js'
import { type RiskSettings, riskSettings } from './settings.js'
import { findUnknowns } from './unknowns.js'

/**
 * The gate's own agent: halts and latches on a broken limit, lets only reductions through near one, and halts without
 * a latch while it cannot know. Tells the figures that it measures, and sizes for the agents that trade.
 */
export const risk = defineAgent<RiskSettings>({
  name: 'risk',
  description: 'Limits on losses, exposure and risk figures, pauses after losses, stale and partial data.',
  settings: riskSettings,
  phase: 'critical',
  run: judge,
})

function judge(briefing: Briefing<RiskSettings>): Proposal {
  const { market, portfolio, settings } = briefing
  const unknowns = findUnknowns(market, portfolio, settings.maxDataAgeMinutes)
  if (unknowns.length > 0 || portfolio.equity === undefined)
    return { data: nothingMeasured, ...decide(briefing, unknowns.map(halting), 'nothing was measured') }

  const account: Account = { ...portfolio, equity: portfolio.equity }
  const measured = measureRisk(briefing, account)
  const suspects = Object.values(market.symbols).filter(({ condition }) => condition === 'suspect')
  const isHeldSuspect = suspects.some(({ symbol }) => isHeld(portfolio.positions[symbol]))
  const gauges = readGauges(account, settings)
  const limited = limitFigures(measured.figures, settings, measured)
  const pauses = protect(
    portfolio.roundTrips,
    { account: settings.accountProtection, symbol: settings.symbolProtection },
    market.asOfMs,
  )
  const findings = [
    ...missingBaselines(account, settings),
    ...limited.unknown.map((name) =>
      halting({ code: 'unknown-figure', message: `${figures[name].label}: limited, and not known`, unknown: true }),
    ),
    ...gauges.flatMap((gauge) => weigh(gauge, isHeldSuspect)),
    ...limited.gauges.flatMap((gauge) => weigh(gauge, suspects.length > 0)),
    ...suspectPrices(suspects),
    ...pauses.reasons.map(narrowing),
    ...gainTarget(account, settings),
  ]
  const [tightest] = byUse([...gauges, ...limited.gauges])
  const outlook = tightest === undefined ? 'no limit is set' : `the tightest limit is ${describeUse(tightest)}`
  const { summary, verdict } = decide(briefing, findings, outlook, pauses.restrict)
  return {
    summary: `${summary}; ${outline(measured)}`,
    verdict,
    memory: { ...measured.history },
    ...tellMeasured(account, measured),
  }
}

function decide(
  { cycle }: Briefing<RiskSettings>,
  findings: readonly Finding[],
  outlook: string,
  restrict: readonly Restriction[] = [],
): Required<Pick<Proposal, 'summary' | 'verdict'>> {
  const states = new Set(findings.map(({ state }) => state))
  const state = states.has('halted') ? 'halted' : states.has('reducing') ? 'reducing' : 'active'
  const decisive = findings.filter((finding) => finding.state === state && state !== 'active')
  const why = decisive.length === 0 ? outlook : decisive.map(({ reason }) => reason.message).join('; ')
  return {
    summary: `${state}: ${why}`,
    verdict: {
      cycleId: cycle.id,
      state,
      reasons: findings.map(({ reason }) => reason),
      ...(restrict.length === 0 ? {} : { restrict }),
    },
  }
}

function isHeld(position: Position | undefined): boolean {
  return position !== undefined && position.quantity > 0
}
