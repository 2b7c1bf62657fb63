import type { FillMark, HaltSpan, ReplayReport, RunFigures, Series } from '../report.js'
import { moment, sharePercent } from './words.js'

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
  readonly halts: readonly HaltBand[]
  /** Of the agents that had one. */
  readonly books: readonly { readonly agent: string; readonly profit: Line }[]
  readonly markets: readonly PriceData[]
}

/** A value a row. */
export type Line = readonly (number | null)[]

/** A time in which the gate was shut, and why in words. */
export interface HaltBand {
  readonly from: number
  readonly until: number
  readonly kind: HaltSpan['kind']
  readonly title: string
  readonly lines: readonly string[]
}

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
    halts: run.halts.map((halt) => band(halt, report.market.to)),
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

/** One reason of a halt as a sentence: `daily-loss (risk): lost 5.4 % today; value 5.43, limit 5`. */
export function reasonText({ code, agent, message, value, limit }: HaltSpan['reasons'][number]): string {
  const figures = [value === null ? '' : `value ${short(value)}`, limit === null ? '' : `limit ${short(limit)}`]
  const who = agent === null ? code : `${code} (${agent})`
  const said = figures.filter((text) => text !== '').join(', ')
  return `${who}: ${message}${said === '' ? '' : `; ${said}`}`
}

/** A figure of a reason, whose unit its message tells. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−')
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

function band(halt: HaltSpan, end: string): HaltBand {
  const until = halt.until ?? end
  const ended = halt.until === null ? 'still shut at the end' : `until ${moment(halt.until)}`
  const meanwhile = halt.benchmark_change_percent
  const held =
    meanwhile === null
      ? []
      : [`buy and hold ${meanwhile < 0 ? 'lost' : 'gained'} ${sharePercent(Math.abs(meanwhile))} meanwhile`]
  return {
    from: seconds(halt.from),
    until: seconds(until),
    kind: halt.kind,
    title: `${halt.kind === 'halted' ? 'Halted' : 'Failed closed'} ${moment(halt.from)}, ${ended}`,
    lines: [...halt.reasons.map(reasonText), ...held],
  }
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
