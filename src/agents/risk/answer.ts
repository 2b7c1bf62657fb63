import type { Json } from '../agent.js'
import { figureNames } from './figure.js'
import { type Account, changePercent, exposurePercent } from './gauges.js'
import type { Measurement, SymbolFigures } from './measurement.js'
import { riskBand } from './risk-score.js'

/** The most symbols that metrics and the matrix of correlations tell of. */
const MOST_SYMBOLS = 20

type Metrics = Readonly<Record<string, number | string>>

/** The account and every figure that is known; a change is signed, a loss negative; a drawdown is positive. */
export function toMetrics(account: Account, { figures, symbols }: Measurement): Metrics {
  const { equity, cash, baselines } = account
  const daily = changePercent(equity, baselines.dayStart)
  const rolling = changePercent(equity, baselines.rolling24h)
  const fromPeak = changePercent(equity, baselines.highWaterMark)
  const { valueAtRiskPercent, conditionalValueAtRiskPercent, riskScore } = figures
  return {
    equity,
    cash,
    exposurePercent: exposurePercent(account),
    ...(daily === undefined ? {} : { dailyChangePercent: daily }),
    ...(rolling === undefined ? {} : { rollingChangePercent: rolling }),
    ...(fromPeak === undefined ? {} : { drawdownPercent: Math.max(-fromPeak, 0) }),
    ...rounded(figures),
    ...(valueAtRiskPercent === undefined ? {} : { valueAtRiskUsd: toCents((equity * valueAtRiskPercent) / 100) }),
    ...(conditionalValueAtRiskPercent === undefined
      ? {}
      : { conditionalValueAtRiskUsd: toCents((equity * conditionalValueAtRiskPercent) / 100) }),
    ...(riskScore === undefined ? {} : { riskBand: riskBand(riskScore) }),
    ...Object.fromEntries([...symbols].slice(0, MOST_SYMBOLS).flatMap(([symbol, own]) => prefixed(symbol, own))),
  }
}

/**
 * For agents downstream and the dashboard; what is unknown is null. `figures` by name, `symbols` and `sizes` (quote
 * currency) by symbol, and the correlations of the first symbols, held ones first.
 */
export function toData(
  { equity, quote }: Pick<Account, 'equity' | 'quote'>,
  { figures, symbols, sizes, correlations, history }: Measurement,
): Json {
  const names = correlations.symbols.slice(0, MOST_SYMBOLS)
  return {
    quote,
    equity,
    figures: { ...unknownFigures, ...rounded(figures) },
    scores: history.scores.length,
    symbols: Object.fromEntries([...symbols].map(([symbol, own]) => [symbol, rounded({ ...own })])),
    sizes: Object.fromEntries([...sizes].map(([symbol, size]) => [symbol, { ...size }])),
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

function prefixed(symbol: string, own: SymbolFigures): (readonly [string, number])[] {
  return Object.entries(rounded({ ...own })).map(([name, value]) => [`${symbol} ${name}`, value] as const)
}

function rounded(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (value === undefined ? [] : [[name, round(value)] as const])),
  )
}

/** Six significant digits: a price unit may be small. */
function round(value: number): number {
  return Number(value.toPrecision(6))
}

function toCents(value: number): number {
  return Math.round(value * 100) / 100
}
