import type { Json, Proposal } from '../agent.js'
import { significant } from '../significant.js'
import { type Figures, figureNames } from './figure.js'
import { type Account, changePercent, exposurePercent } from './gauges.js'
import type { Measurement, SymbolFigures } from './measurement.js'
import { riskBand } from './risk-score.js'

/** The most symbols that metrics and the matrix of correlations tell of. */
const MOST_SYMBOLS = 20

/** What is told of a measurement, figures of six digits: metrics for people, data for agents and the dashboard. */
export function tellMeasured(account: Account, measured: Measurement): Required<Pick<Proposal, 'metrics' | 'data'>> {
  const figures = rounded(measured.figures)
  const symbols = Object.fromEntries(Array.from(measured.symbols, ([symbol, own]) => [symbol, rounded(own)]))
  const told = { figures, symbols }
  return { metrics: metricsOf(account, measured, told), data: dataOf(account, measured, told) }
}

/** Figures by name, and by symbol and name. */
interface Told {
  readonly figures: Readonly<Record<string, number>>
  readonly symbols: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** The account and every figure that is known; a change is signed, a loss negative; a drawdown is positive. */
function metricsOf(account: Account, { figures }: Measurement, told: Told): Readonly<Record<string, number | string>> {
  const { equity, cash, baselines } = account
  const daily = changePercent(equity, baselines.dayStart)
  const rolling = changePercent(equity, baselines.rolling24h)
  const fromPeak = changePercent(equity, baselines.highWaterMark)
  const { valueAtRiskPercent, conditionalValueAtRiskPercent, riskScore } = figures
  const metrics: Record<string, number | string> = {
    equity,
    cash,
    exposurePercent: exposurePercent(account),
    ...(daily === undefined ? {} : { dailyChangePercent: daily }),
    ...(rolling === undefined ? {} : { rollingChangePercent: rolling }),
    ...(fromPeak === undefined ? {} : { drawdownPercent: Math.max(-fromPeak, 0) }),
    ...told.figures,
    ...(valueAtRiskPercent === undefined ? {} : { valueAtRiskUsd: toCents((equity * valueAtRiskPercent) / 100) }),
    ...(conditionalValueAtRiskPercent === undefined
      ? {}
      : { conditionalValueAtRiskUsd: toCents((equity * conditionalValueAtRiskPercent) / 100) }),
    ...(riskScore === undefined ? {} : { riskBand: riskBand(riskScore) }),
  }
  for (const [symbol, own] of Object.entries(told.symbols).slice(0, MOST_SYMBOLS))
    for (const [name, value] of Object.entries(own)) metrics[`${symbol} ${name}`] = value
  return metrics
}

/**
 * What is unknown is null. `figures` by name, `symbols` and `sizes` (quote currency) by symbol, and the correlations of
 * the first symbols, held ones first.
 */
function dataOf(
  { equity, quote }: Account,
  { sizes, correlations, history }: Measurement,
  { figures, symbols }: Told,
): Json {
  const names = correlations.symbols.slice(0, MOST_SYMBOLS)
  return {
    quote,
    equity,
    figures: { ...unknownFigures, ...figures },
    scores: history.scores.length,
    symbols,
    sizes: Object.fromEntries(Array.from(sizes, ([symbol, size]) => [symbol, { ...size }])),
    correlations: {
      symbols: names,
      rows: correlations.rows
        .slice(0, names.length)
        .map((row) => names.map((_, at) => (row[at] === undefined ? null : round(row[at])))),
    },
  }
}

const unknownFigures: Readonly<Record<string, null>> = Object.fromEntries(figureNames.map((name) => [name, null]))

/** The same when nothing could be measured. */
export const nothingMeasured: Json = { figures: unknownFigures, symbols: {}, sizes: {} }

/** What people want to know first. */
export function outline({ figures: { riskScore, valueAtRiskPercent: atRisk } }: Measurement): string {
  const score = riskScore === undefined ? 'unknown' : `${riskScore.toFixed(0)} (${riskBand(riskScore)})`
  return `risk score ${score}, value at risk ${atRisk === undefined ? 'unknown' : `${atRisk.toFixed(2)} % in 24 h`}`
}

function rounded(figures: Figures | SymbolFigures): Record<string, number> {
  const known: Record<string, number> = {}
  for (const [name, value] of Object.entries<number | undefined>({ ...figures }))
    if (value !== undefined) known[name] = round(value)
  return known
}

/** Six significant digits: a price unit may be small. */
function round(value: number): number {
  return significant(value, 6)
}

function toCents(value: number): number {
  return Math.round(value * 100) / 100
}
