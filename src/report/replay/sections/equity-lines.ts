import { money } from '../../figures.js'
import type { Page } from '../../page.js'
import type { HaltSpan, ReducingSpan } from '../gate-report.js'
import { stepMsOf } from '../replayed-step.js'
import type { ReplayReport, Series } from '../report.js'
import { columnEnds, scaleOf, sparkline } from '../sparkline.js'

/** Before the bars. */
const LABEL_COLUMNS = 16
const MOST_COLUMNS = 78

const KEY = '· open  ▲ reductions only  ✖ shut'

/** Equity over time as bars, all lines on one scale, and below them what the gate did. */
export function equityLines(report: ReplayReport, page: Page): string[] {
  const { run, no_gate, starting_cash, quote } = report
  const { at, equity, benchmark } = run.series
  const open = no_gate === null ? undefined : equityAt(at, no_gate.series)
  const scale = scaleOf([starting_cash, ...equity, ...benchmark, ...(open ?? [])])
  const [from, to] = [at[0], at.at(-1)]
  if (scale === undefined || from === undefined || to === undefined) return []
  const columns = Math.min(MOST_COLUMNS, page.columns - LABEL_COLUMNS)
  const gate = gateColumns(report, columns)
  const rows: (readonly [string, string])[] = [
    ['replay', sparkline(equity, scale, columns)],
    ...(open === undefined ? [] : [['without gate', sparkline(open, scale, columns)] as const]),
    ['buy and hold', sparkline(benchmark, scale, columns)],
    ...(/[^·]/.test(gate) ? [['gate', gate] as const] : []),
    ['', dates(from, to, Math.min(at.length, columns))],
    ...(/[^·]/.test(gate) ? [['', KEY] as const] : []),
  ]
  return [
    ...page.heading(`EQUITY (bars from ${money(scale.least)} to ${money(scale.most)} ${quote})`),
    ...rows.map(([label, bars]) => `  ${label.padEnd(LABEL_COLUMNS - 2)}${bars}`.trimEnd()),
  ]
}

/** What another replay had at these times: it may have ended at another one, and so have other rows. */
function equityAt(times: readonly string[], { at, equity }: Series): readonly (number | null)[] {
  let row = -1
  return times.map((time) => {
    for (let next = at[row + 1]; next !== undefined && next <= time; next = at[row + 1]) row++
    return equity[row] ?? null
  })
}

/** Marks every column with a cycle in which the gate was not open, by the narrowest that it was. */
function gateColumns({ run: { series, halts, reducing }, market }: ReplayReport, columns: number): string {
  const cycleMs = stepMsOf(market)
  const times = ({ from, until }: ReducingSpan | HaltSpan) => ({
    firstMs: Date.parse(from),
    lastMs: until === null ? Number.POSITIVE_INFINITY : Date.parse(until) - cycleMs,
  })
  const [shut, narrowed] = [halts.map(times), reducing.map(times)]
  let beforeMs = Number.NEGATIVE_INFINITY
  return columnEnds(series.at.length, columns)
    .map((end) => {
      const endMs = Date.parse(series.at[end - 1] ?? '')
      const touches = ({ firstMs, lastMs }: ReturnType<typeof times>) => firstMs <= endMs && lastMs > beforeMs
      const mark = shut.some(touches) ? '✖' : narrowed.some(touches) ? '▲' : '·'
      beforeMs = endMs
      return mark
    })
    .join('')
}

/** The first day at the left end, the last one at the right. */
function dates(from: string, to: string, columns: number): string {
  const [first, last] = [from.slice(0, 10), to.slice(0, 10)]
  return columns < first.length + last.length + 1 ? first : first + last.padStart(columns - first.length)
}
