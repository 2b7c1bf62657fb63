import type { Column } from '../../column-widths.js'
import { change, count, money } from '../../figures.js'
import type { Cell, Page } from '../../page.js'
import { heldExposure } from '../benchmark.js'
import { DRAWDOWN_OF_GATE, narrowedText } from '../gate-words.js'
import type { PerformanceFigures, ReplayReport, RunFigures } from '../report.js'

const UNKNOWN = '–'

/** What became of the money: the replay, the same without the gate if there is one, and buying and holding. */
export function keyFigures({ run, no_gate, benchmark, quote }: ReplayReport, page: Page): string[] {
  const runs = no_gate === null ? [run] : [run, no_gate]
  const all = [...runs, benchmark]
  const columns: readonly Column[] = [
    {},
    { head: 'replay', align: 'right' },
    ...(no_gate === null ? [] : [{ head: 'without gate', align: 'right' } as const]),
    { head: 'buy and hold', align: 'right' },
  ]
  const row = (label: string, told: (figures: PerformanceFigures) => Cell): Cell[] => [label, ...all.map(told)]
  const traded = (label: string, told: (figures: RunFigures) => Cell, held: Cell = UNKNOWN): Cell[] => [
    label,
    ...runs.map(told),
    held,
  ]
  const held = share(heldExposure(benchmark))
  const invested: Cell[] = ['In the market', ...runs.map((figures) => share(figures.exposure_percent)), held]
  return [
    ...page.heading(`FIGURES (${quote})`),
    ...page.table(columns, [...performanceRows(row), invested, ...tradeRows(traded, money(benchmark.fees))]),
    ...(runs.some(isResumed) ? page.paragraph(`Deepest drawdown: ${DRAWDOWN_OF_GATE}.`) : []),
    ...(no_gate === null ? [] : page.paragraph(whatTheGateDid(run, no_gate, quote))),
  ]
}

type Row<Figures> = (label: string, told: (figures: Figures) => Cell) => Cell[]

function performanceRows(row: Row<PerformanceFigures>): Cell[][] {
  return [
    row('Equity at the end', ({ end_equity }) => money(end_equity)),
    row('Return', ({ return_percent }) => gain(return_percent)),
    row('A year (CAGR)', ({ cagr_percent }) => (cagr_percent === null ? UNKNOWN : gain(cagr_percent))),
    row('Volatility a year', ({ volatility_percent }) => share(volatility_percent)),
    row('Sharpe', ({ sharpe }) => ratio(sharpe)),
    row('Sortino', ({ sortino }) => ratio(sortino)),
    row('Calmar', ({ calmar }) => ratio(calmar)),
    row('Deepest drawdown', ({ max_drawdown }) => share(max_drawdown?.percent ?? 0)),
    row('Its peak', ({ max_drawdown }) => day(max_drawdown?.peak_at)),
    row('Its trough', ({ max_drawdown }) => day(max_drawdown?.trough_at)),
    row('Made good', ({ max_drawdown: fall }) => (fall?.recovered_at === null ? 'not yet' : day(fall?.recovered_at))),
    row('Longest drawdown', ({ longest_drawdown_days }) => `${longest_drawdown_days.toFixed(1)} days`),
  ]
}

type RunRow = (label: string, told: (figures: RunFigures) => Cell, held?: Cell) => Cell[]

function tradeRows(row: RunRow, heldFees: Cell): Cell[][] {
  return [
    row('Fills', ({ fills }) => count(fills)),
    row('Fees', ({ fees }) => money(fees), heldFees),
    row('Turnover', ({ turnover }) => `${turnover.toFixed(1)}×`),
    row('Trades closed', ({ trades }) => count(trades.closed)),
    row('Won', ({ trades }) => share(trades.win_rate_percent)),
    row('Profit factor', ({ trades }) => ratio(trades.profit_factor)),
    row('Held on average', ({ trades }) => hours(trades.average_hold_hours)),
  ]
}

function whatTheGateDid(gated: RunFigures, open: RunFigures, quote: string): string {
  const difference = gated.end_equity - open.end_equity
  const word = difference >= 0 ? 'saved' : 'cost'
  const falls = [gated, open].map(({ max_drawdown }) => share(max_drawdown?.percent ?? 0))
  const saved = `The gate ${word} ${money(Math.abs(difference))} ${quote}`
  return `${saved}; it ${narrowedText(gated)}. The deepest drawdown was ${falls[0]} with it and ${falls[1]} without.`
}

const isResumed = ({ resumes_total }: RunFigures) => resumes_total > 0
const gain = (percent: number): Cell => ({ text: `${change(percent)}%`, tone: percent < 0 ? 'bad' : 'good' })
const share = (percent: number | null) => (percent === null ? UNKNOWN : `${percent.toFixed(2)}%`)
const ratio = (value: number | null) => (value === null ? UNKNOWN : value.toFixed(2))
const day = (iso: string | null | undefined) => iso?.slice(0, 10) ?? UNKNOWN

function hours(value: number | null): string {
  if (value === null) return UNKNOWN
  return value < 48 ? `${value.toFixed(1)} h` : `${(value / 24).toFixed(1)} days`
}
