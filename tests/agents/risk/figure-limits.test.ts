import { describe, expect, it } from 'vitest'
import { risk } from '../../../src/agents/risk/risk.js'
import type { Portfolio } from '../../../src/desk/portfolio.js'
import type { SymbolView } from '../../../src/market/snapshot.js'
import { briefingFor, market, portfolio, position, symbolView } from '../../support/briefing.js'

const closes = (count: number, phase = 0) =>
  Array.from({ length: count }, (_, index) => 100 + Math.sin(index * 1.7 + phase) + index / 100)

const invested: Partial<Portfolio> = { cash: 5000, positions: { A: position('A', 50, 100) } }

async function judged(
  figureLimits: object,
  account: Partial<Portfolio> = invested,
  views: readonly SymbolView[] = [symbolView('A', closes(300)), symbolView('B', closes(300, 1))],
) {
  const briefing = briefingFor(risk, {
    settings: { figureLimits },
    market: market(...views),
    portfolio: portfolio(account),
  })
  const { verdict, metrics = {} } = await risk.run(briefing, new AbortController().signal)
  return { state: verdict?.state, reasons: verdict?.reasons ?? [], metrics }
}

describe('a limit on a figure', () => {
  it('is off by default', async () => {
    expect(await judged({})).toMatchObject({ state: 'active', reasons: [] })
  })

  it('leaves reductions only when it is soft, halts and latches when it is hard', async () => {
    const { metrics } = await judged({})
    const value = Number(metrics['valueAtRiskPercent'])
    expect(value).toBeGreaterThan(0)
    const limited = (soft: number | null, hard: number | null) => judged({ valueAtRiskPercent: { soft, hard } })
    expect(await limited(value / 2, null)).toMatchObject({
      state: 'reducing',
      reasons: [{ code: 'figure-value-at-risk-percent-soft', limit: value / 2 }],
    })
    expect(await limited(value / 2, value * 2)).toMatchObject({ state: 'reducing' })
    expect(await limited(null, value / 2)).toMatchObject({
      state: 'halted',
      reasons: [{ code: 'figure-value-at-risk-percent', latch: true, limit: value / 2 }],
    })
    expect(await limited(null, value / 0.85)).toMatchObject({
      state: 'active',
      reasons: [{ code: 'figure-value-at-risk-percent-warning' }],
    })
    expect(await limited(value * 2, value * 3)).toMatchObject({ state: 'active', reasons: [] })
  })

  it('is a minimum where less is worse', async () => {
    const { metrics } = await judged({})
    const sharpe = Number(metrics['sharpe'])
    expect(sharpe).toBeGreaterThan(0)
    expect(await judged({ sharpe: { hard: sharpe + 1 } })).toMatchObject({ state: 'halted' })
    expect(await judged({ sharpe: { soft: sharpe + 1 } })).toMatchObject({ state: 'reducing' })
    expect(await judged({ sharpe: { hard: sharpe / 2 } })).toMatchObject({ state: 'active' })
  })

  it('halts without a latch while the figure is not known', async () => {
    const short = [symbolView('A', closes(100)), symbolView('B', closes(100))]
    const { state, reasons, metrics } = await judged({ volatilityPercent: { soft: 500 } }, invested, short)
    expect(metrics).not.toHaveProperty('volatilityPercent')
    expect(state).toBe('halted')
    expect(reasons).toEqual([
      { code: 'unknown-figure', message: 'volatility of the portfolio: limited, and not known', unknown: true },
    ])
  })

  it('does not ask for a ratio while nothing is held, and knows that nothing is at risk', async () => {
    const limits = { sharpe: { hard: 1 }, sortino: { hard: 1 }, calmar: { soft: 1 }, volatilityPercent: { hard: 10 } }
    expect(await judged(limits, {})).toMatchObject({ state: 'active', metrics: { volatilityPercent: 0 } })
    expect((await judged({ meanCorrelation: { hard: 1 } }, {}, [symbolView('A', [1])])).state).toBe('halted')
  })

  it('neither halts nor latches beside a suspect price', async () => {
    const suspect = [symbolView('A', closes(300)), symbolView('B', closes(300, 1), { condition: 'suspect' })]
    const { state, reasons } = await judged({ volatilityPercent: { hard: 0.1 } }, invested, suspect)
    expect(state).toBe('reducing')
    expect(reasons.map(({ code }) => code)).toEqual(['figure-volatility-percent-unconfirmed', 'suspect-price'])
  })

  it('is not broken for ever by a bad tick that the window still shows', async () => {
    const { metrics } = await judged({})
    const ticked = [symbolView('A', closes(300).with(200, 300)), symbolView('B', closes(300, 1))]
    const hard = 1.1 * Number(metrics['volatilityPercent'])
    expect(await judged({ volatilityPercent: { hard } }, invested, ticked)).not.toMatchObject({ state: 'halted' })
  })
})
