/** A figure of the risk agent: what it is, its unit, and which way it gets worse. */
export interface Figure {
  readonly label: string
  readonly unit: string
  readonly worse: 'higher' | 'lower'
}

const percentOfEquity = '% of equity'
const dayAtWorst = 'of 24 h at 5 %'

/** Every figure that can be limited. The portfolio's are at today's weights, cash included, over the lookback. */
export const figures = {
  volatilityPercent: { label: 'volatility of the portfolio', unit: '% a year', worse: 'higher' },
  dailyVolatilityPercent: { label: 'volatility of the portfolio', unit: '% a day', worse: 'higher' },
  atrPercent: { label: 'largest ATR of a held symbol', unit: '% of its price', worse: 'higher' },
  valueAtRiskPercent: { label: `value at risk ${dayAtWorst}`, unit: percentOfEquity, worse: 'higher' },
  conditionalValueAtRiskPercent: {
    label: `conditional value at risk ${dayAtWorst}`,
    unit: percentOfEquity,
    worse: 'higher',
  },
  parametricValueAtRiskPercent: {
    label: `parametric value at risk ${dayAtWorst}`,
    unit: percentOfEquity,
    worse: 'higher',
  },
  parametricConditionalValueAtRiskPercent: {
    label: `parametric conditional value at risk ${dayAtWorst}`,
    unit: percentOfEquity,
    worse: 'higher',
  },
  meanCorrelation: { label: 'mean correlation of the market', unit: '', worse: 'higher' },
  concentrationPercent: {
    label: 'held in symbols that move together',
    unit: percentOfEquity,
    worse: 'higher',
  },
  sharpe: { label: 'Sharpe ratio', unit: '', worse: 'lower' },
  sortino: { label: 'Sortino ratio', unit: '', worse: 'lower' },
  calmar: { label: 'Calmar ratio', unit: '', worse: 'lower' },
  maxDrawdownPercent: { label: 'deepest drawdown at today’s weights', unit: '%', worse: 'higher' },
  maxDrawdownHours: { label: 'longest drawdown at today’s weights', unit: 'h', worse: 'higher' },
  drawdownHours: { label: 'time since the highest equity', unit: 'h', worse: 'higher' },
  riskScore: { label: 'risk score of the market', unit: 'of 100', worse: 'higher' },
  riskScorePercentile: { label: 'percentile of the risk score in its history', unit: 'of 100', worse: 'higher' },
} as const satisfies Readonly<Record<string, Figure>>

/** The name of a figure, with its unit. */
export type FigureName = keyof typeof figures

/** The names in the order in which they are told. */
export const figureNames = Object.keys(figures) as readonly FigureName[] // the keys are what its type says

/** The figures that are known. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>

/** These have no meaning while nothing is held: they are absent then, and not unknown. */
export const ratios: ReadonlySet<FigureName> = new Set(['sharpe', 'sortino', 'calmar'])

/** A figure with its unit, for people. */
export function tellFigure(name: FigureName, value: number): string {
  const { unit } = figures[name]
  return unit === '' ? value.toFixed(2) : `${value.toFixed(2)} ${unit}`
}
