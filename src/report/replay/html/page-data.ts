import type { GateBand, ResumePoint } from '../../charts/gate.js'
import type { FillMark, ReplayReport, RunFigures, Series } from '../report.js'
import { gateBands, resumePoint } from './gate-data.js'

/** What the page's script draws; instants are in seconds since the epoch, fractions are cut to what a screen shows. */
export interface PageData {
  readonly quote: string
  readonly at: readonly number[]
  readonly equity: Line
  readonly benchmark: Line
  /** Zero or negative. */
  readonly drawdown: Line
  readonly benchmarkDrawdown: Line
  readonly exposure: Line
  readonly noGate: { readonly at: readonly number[]; readonly equity: Line; readonly drawdown: Line } | null
  readonly gate: readonly GateBand[]
  readonly resumes: readonly ResumePoint[]
  /** Of the agents that had one. */
  readonly books: readonly { readonly agent: string; readonly profit: Line }[]
  readonly markets: readonly PriceData[]
}

/** A value a row. */
export type Line = readonly (number | null)[]

/** The price of one symbol, and what was bought and sold of it. */
export interface PriceData {
  readonly symbol: string
  readonly price: Line
  readonly fills: readonly FillPoint[]
}

/** One triangle in the picture of prices. */
export interface FillPoint {
  readonly at: number
  readonly side: FillMark['side']
  readonly price: number
  readonly notional: number
  readonly agent: string
  readonly reason: string
  readonly count: number
}

/** The pictures' data, taken from a report. */
export function pageData(report: ReplayReport): PageData {
  const { run, no_gate: noGate, quote } = report
  const { series } = run
  return {
    quote,
    at: series.at.map(seconds),
    equity: line(series.equity),
    benchmark: line(series.benchmark),
    drawdown: below(series),
    benchmarkDrawdown: fallsOf(series.benchmark),
    exposure: line(series.exposure_percent),
    noGate: noGate === null ? null : noGateData(noGate),
    gate: gateBands(run, report.market.to),
    resumes: run.resumes.map(resumePoint),
    books: Object.entries(series.books)
      .filter(([, profit]) => profit.some((value) => value !== 0))
      .map(([agent, profit]) => ({ agent, profit: line(profit) })),
    markets: report.market.symbols.flatMap((symbol) => {
      const price = series.prices[symbol]
      return price === undefined
        ? []
        : [{ symbol, price: line(price), fills: (run.fills_by_symbol[symbol] ?? []).map(fillPoint) }]
    }),
  }
}

function noGateData({ series }: RunFigures): PageData['noGate'] {
  return { at: series.at.map(seconds), equity: line(series.equity), drawdown: below(series) }
}

function below({ drawdown_percent: drawdown }: Series): Line {
  return line(drawdown.map((percent) => (percent === 0 ? 0 : -percent)))
}

/** How far each value lies below the highest before it, in percent. */
function fallsOf(values: Line): Line {
  let highest = 0
  return line(
    values.map((value) => {
      if (value === null) return null
      highest = Math.max(highest, value)
      return highest === 0 ? 0 : (value / highest - 1) * 100
    }),
  )
}

function fillPoint({ at, side, price, notional, agent, reason, count }: FillMark): FillPoint {
  return { at: seconds(at), side, price: shown(price), notional: shown(notional), agent, reason, count }
}

function seconds(iso: string): number {
  return Date.parse(iso) / 1000
}

function line(values: Line): Line {
  return values.map((value) => (value === null ? null : shown(value)))
}

function shown(value: number): number {
  return Number(value.toPrecision(7))
}
