import type { Json } from '../../agents/agent.js'
import type { Column } from '../column-widths.js'
import type { DeskReport } from '../desk-report.js'
import { money, price } from '../figures.js'
import type { Cell, Page } from '../page.js'
import { shortlist } from '../shortlist.js'

const COLUMNS: readonly Column[] = [
  { head: 'symbol' },
  { head: 'of equity', align: 'right' },
  { head: 'vol/year', align: 'right' },
  { head: 'vol/day', align: 'right' },
  { head: 'ATR', align: 'right' },
  { head: 'of price', align: 'right', optional: true },
  { head: 'target size', align: 'right' },
]

/** What critical agents measured, before the cycle's orders; nothing where none of them gives risk figures. What is not known is said. */
export function riskFigures({ runs }: DeskReport, page: Page): string[] {
  const sections = runs.flatMap(({ agent, proposal }) => {
    const data = recordOf(proposal?.data)
    const figures = recordOf(data?.['figures'])
    if (proposal?.verdict === undefined || data === undefined || figures === undefined) return []
    const whose = agent === 'risk' ? '' : ` (${agent})`
    return [
      [
        ...page.heading(`RISK BEFORE THE ORDERS${whose}`),
        ...page.pairs(lines(figures, data, proposal?.metrics)),
        ...symbols(data, page),
      ],
    ]
  })
  return sections.flatMap((section, index) => (index === 0 ? section : ['', ...section]))
}

type Known = Readonly<Record<string, unknown>>
type Line = readonly [label: string, value: Cell]

function lines(figures: Known, data: Known, metrics: Known = {}): readonly Line[] {
  const figure = (name: string, unit = '') => told(figures[name], unit)
  const quote = typeof data['quote'] === 'string' ? ` ${data['quote']}` : ''
  const usd = (name: string) => (typeof metrics[name] === 'number' ? ` (${money(metrics[name])}${quote})` : '')
  return [
    ['Score', score(figures, data, metrics)],
    ['Volatility', `${figure('volatilityPercent', '%')} a year, ${figure('dailyVolatilityPercent', '%')} a day`],
    [
      'VaR 5%, 24 h',
      `${figure('valueAtRiskPercent', '%')}${usd('valueAtRiskUsd')}, if normal ${figure('parametricValueAtRiskPercent', '%')}`,
    ],
    [
      'CVaR',
      `${figure('conditionalValueAtRiskPercent', '%')}${usd('conditionalValueAtRiskUsd')}, if normal ${figure('parametricConditionalValueAtRiskPercent', '%')}`,
    ],
    [
      'Correlation',
      `${figure('meanCorrelation')} on average, ${figure('concentrationPercent', '%')} of equity moves together`,
    ],
    ['Ratios', `Sharpe ${figure('sharpe')}, Sortino ${figure('sortino')}, Calmar ${figure('calmar')}`],
    [
      'Drawdown',
      `${told(metrics['drawdownPercent'], '%')} for ${hours(figures['drawdownHours'])}; ` +
        `at today's weights up to ${figure('maxDrawdownPercent', '%')} and ${hours(figures['maxDrawdownHours'])}`,
    ],
  ]
}

function score(figures: Known, { scores }: Known, { riskBand = 'unknown' }: Known): string {
  const value = figures['riskScore']
  if (typeof value !== 'number') return 'unknown'
  const percentile = figures['riskScorePercentile']
  const rank =
    typeof percentile === 'number'
      ? `as high as or higher than ${percentile.toFixed(0)}% of the last ${told(scores, '', 0)}`
      : 'too few to compare with'
  return `${value.toFixed(0)} of 100, ${String(riskBand)}; ${rank}`
}

/** The symbols of the market, held ones first if there are too many. */
function symbols(data: Known, page: Page): string[] {
  const sizes = recordOf(data['sizes'])
  const rows = Object.entries(recordOf(data['symbols']) ?? {}).map(([symbol, figures]) => ({
    symbol,
    figures: recordOf(figures) ?? {},
    size: recordOf(sizes?.[symbol]) ?? {},
  }))
  const { shown, rest } = shortlist(rows, ({ figures }) => Number(figures['weightPercent']) > 0)
  if (rows.length === 0) return []
  const cells = shown.map(({ symbol, figures, size }): Cell[] => {
    const range = figures['atr']
    const target = size['suggested'] ?? size['volatilityTarget']
    return [
      symbol,
      told(figures['weightPercent'], '%', 1),
      told(figures['volatilityPercent'], '%', 1),
      told(figures['dailyVolatilityPercent'], '%'),
      typeof range === 'number' ? price(range) : 'unknown',
      told(figures['atrPercent'], '%'),
      typeof target === 'number' ? money(target) : 'unknown',
    ]
  })
  return ['', ...page.table(COLUMNS, cells), ...(rest.length === 0 ? [] : page.paragraph(`… and ${rest.length} more`))]
}

function told(value: unknown, unit = '', decimals = 2): string {
  return typeof value === 'number' ? `${value.toFixed(decimals)}${unit}` : 'unknown'
}

function hours(value: unknown): string {
  if (typeof value !== 'number') return 'unknown'
  return value < 48 ? `${value.toFixed(0)} h` : `${(value / 24).toFixed(1)} days`
}

/** What an agent answered may be anything. */
function recordOf(value: unknown): Known | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isRecord ? (value as Readonly<Record<string, Json>>) : undefined // of plain data, as every proposal is
}
