import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, Proposal } from '../../src/agents/agent.js'
import { risk } from '../../src/agents/risk/risk.js'
import { renderDashboard } from '../../src/report/dashboard.js'
import { toMetrics } from '../../src/report/metrics.js'
import { briefingFor, market, portfolio, position, symbolView } from '../support/briefing.js'
import { bitcoin, receipt, report, run, settlement } from './reports.js'

const closes = (phase: number) => Array.from({ length: 500 }, (_, index) => 100 + 3 * Math.sin(index * 0.7 + phase))
const account = portfolio({ cash: 6000, positions: { 'BTC/USDT': position('BTC/USDT', 40, 100) } })

async function judged(views = [symbolView('BTC/USDT', closes(0)), symbolView('ETH/USDT', closes(2))]) {
  const briefing = briefingFor(risk, { market: market(...views), portfolio: account })
  return risk.run(briefing, new AbortController().signal)
}

const reportOf = (proposal: Proposal, agent = 'risk') =>
  report({ runs: [run(agent, { phase: 'critical', proposal }), run('strategy')] })

function screen(shown: ReturnType<typeof report>, columns = 80): string {
  return renderDashboard(shown, { columns, colours: false, banner: ['PAPER MONEY'], dataDir: 'data' })
}

function section(text: string): string | undefined {
  return text.split(/\n\n(?=[A-Z])/).find((part) => part.startsWith('RISK BEFORE THE ORDERS'))
}

describe('the risk table', () => {
  it('shows the figures and each symbol on 80 columns', async () => {
    const text = section(screen(reportOf(await judged()))) ?? ''
    expect(text).toMatch(/^ {2}Score +\d+ of 100, \w+; too few to compare with$/m)
    expect(text).toMatch(/^ {2}Volatility +\d+\.\d\d% a year, \d+\.\d\d% a day$/m)
    expect(text).toMatch(/^ {2}VaR 5%, 24 h +\d+\.\d\d% \(\d+\.\d\d USDT\), if normal \d+\.\d\d%$/m)
    expect(text).toMatch(/^ {2}CVaR +\d+\.\d\d% \(\d+\.\d\d USDT\), if normal \d+\.\d\d%$/m)
    expect(text).toMatch(/^ {2}Correlation +-?\d\.\d\d on average, 0\.00% of equity moves together$/m)
    expect(text).toMatch(/^ {2}Ratios +Sharpe -?\d+\.\d\d, Sortino -?\d+\.\d\d, Calmar -?\d+\.\d\d$/m)
    expect(text).toMatch(/^ {2}Drawdown +0\.00% for 0 h; at today's weights up to \d+\.\d\d% and .+$/m)
    expect(text).toMatch(/^ {2}BTC\/USDT +40\.0% +\d+\.\d% +\d+\.\d\d% +\d+\.\d\d +\d+\.\d\d% +[\d,]+\.\d\d$/m)
    expect(text).toMatch(/^ {2}ETH\/USDT +0\.0%/m)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('says unknown of what is not known, never 0', async () => {
    const blind = await judged([symbolView('BTC/USDT', closes(0), { condition: 'partial' })])
    const text = section(screen(reportOf(blind))) ?? ''
    expect(text).toMatch(/Score +unknown$/m)
    expect(text).toMatch(/VaR 5%, 24 h +unknown, if normal unknown$/m)
    expect(text).not.toMatch(/\d\.\d/)
    const young = await judged([symbolView('BTC/USDT', closes(0).slice(-50))])
    expect(section(screen(reportOf(young)))).toMatch(
      /BTC\/USDT +40\.0% +unknown +unknown +\d+\.\d\d +\d+\.\d\d% +unknown$/m,
    )
  })

  it('names an agent of another name, and is missing where no critical agent measures', async () => {
    expect(section(screen(reportOf(await judged(), 'guard')))).toMatch(/^RISK BEFORE THE ORDERS \(guard\)$/m)
    expect(section(screen(report()))).toBeUndefined()
    const proposal = await judged()
    const two = report({ runs: ['risk', 'guard'].map((name) => run(name, { phase: 'critical', proposal })) })
    expect(screen(two)).toMatch(/\n\nRISK BEFORE THE ORDERS\n[^]*\n\nRISK BEFORE THE ORDERS \(guard\)\n/)
  })

  it('stays within the screen whatever an agent of the user’s calls risk figures', () => {
    const scalar = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null))
    const record = fc.dictionary(fc.constantFrom('A', 'B', 'atr', 'riskScore', 'weightPercent'), scalar)
    const data = fc.record({
      figures: record,
      symbols: fc.dictionary(fc.string(), record),
      sizes: record,
      quote: scalar,
    })
    fc.assert(
      fc.property(data, (told) => {
        const proposal = { summary: '', data: JSON.parse(JSON.stringify(told)) as Json }
        for (const line of screen(reportOf(proposal, 'guard')).split('\n')) expect(line).not.toMatch(/[\p{Cc}]/u)
      }),
      { numRuns: 100 },
    )
  })

  it('is under custom in the metrics, without what is unknown', async () => {
    const { custom } = toMetrics(reportOf(await judged()))
    expect(custom['risk']).toMatchObject({
      valueAtRiskPercent: expect.any(Number),
      riskBand: expect.any(String),
      'BTC/USDT atr': expect.any(Number),
    })
    expect(custom['risk']).not.toHaveProperty('riskScorePercentile')
  })
})

describe('a flatten', () => {
  const sold = receipt({ origin: 'flatten', side: 'sell' })

  it('tells that nothing is left, or what is', () => {
    expect(screen(report({ settlement: settlement([sold]) }))).toContain('Flattened: nothing is left.')
    const left = settlement([sold], { positions: { 'BTC/USDT': bitcoin } })
    expect(screen(report({ settlement: left }))).toContain('Flattened, but for 0.0234568 BTC/USDT.')
    expect(screen(report())).not.toContain('Flattened')
  })
})
