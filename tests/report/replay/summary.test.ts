import { describe, expect, it } from 'vitest'
import { createPage } from '../../../src/report/page.js'
import { width } from '../../../src/report/plain-text.js'
import type { HaltSpan } from '../../../src/report/replay/gate-report.js'
import type { ReplayReport, RunFigures } from '../../../src/report/replay/report.js'
import { sparkline } from '../../../src/report/replay/sparkline.js'
import { summaryLines } from '../../../src/report/replay/summary.js'
import { madeUpReport } from '../../support/replay-report.js'
import { at, cycleOf, DAY_MS, recorderOf } from './cycles.js'

/** A replay of ten quiet days; parts of the report and of the run can be replaced. */
function reportOf(run: Partial<RunFigures> = {}, changes: Partial<ReplayReport> = {}): ReplayReport {
  const recorder = recorderOf({ quote: (_, asOfMs) => 100 + (asOfMs - at('2022-04-01T00:00')) / DAY_MS })
  for (let day = 0; day < 10; day++)
    recorder.cycleEnded(cycleOf({ atMs: at('2022-04-01T00:00') + day * DAY_MS, equity: 1000 - day }))
  return {
    schema_version: 1,
    market: {
      label: 'RECORDED MARKET',
      symbols: ['BTC/USDT'],
      timeframe: '1d',
      step: '1d',
      from: '2022-04-01T00:00:00.000Z',
      to: '2022-04-10T00:00:00.000Z',
      cycles: 10,
    },
    quote: 'USDT',
    starting_cash: 1000,
    on_halt: 'resume-next-day',
    left_out: [],
    notes: [],
    run: { ...recorder.figures(), ...run },
    no_gate: null,
    benchmark: recorder.benchmark(),
    ...changes,
  }
}

const linesOf = (report: ReplayReport, columns = 100) => summaryLines(report, createPage({ columns, colours: false }))
const textOf = (report: ReplayReport, columns?: number) => linesOf(report, columns).join('\n')

const halt: HaltSpan = {
  from: '2022-04-02T00:00:00.000Z',
  until: '2022-04-05T00:00:00.000Z',
  cycles: 3,
  kind: 'halted',
  reasons: [{ code: 'daily-loss', message: 'lost too much', agent: 'risk', value: 5.312, limit: 5, latch: true }],
  ended_by: 'resume-next-day',
  equity_from: 947,
  benchmark_change_percent: -12.345,
}

describe('the summary of a replay', () => {
  it('shows the whole of a quiet one', () => {
    expect(linesOf(reportOf())).toEqual([
      '  Span       2022-04-01 00:00Z to 2022-04-10 00:00Z, 10 cycles, 1d apart, candles of 1d',
      '  Symbols    BTC/USDT',
      '  On a halt  resume-next-day',
      '',
      'EQUITY (bars from 991.00 to 1,090.00 USDT)',
      '  replay        ▁▁▁▁▁▁▁▁▁▁',
      '  buy and hold  ▁▂▃▄▄▅▆▇██',
      '                2022-04-01',
      '',
      'FIGURES (USDT)',
      '                         replay  buy and hold',
      '  Equity at the end      991.00      1,090.00',
      '  Return                 -0.90%        +9.00%',
      '  A year (CAGR)               –             –',
      '  Volatility a year       0.61%         5.83%',
      '  Sharpe                 -54.37         54.21',
      '  Sortino                -18.12             –',
      '  Calmar                      –             –',
      '  Deepest drawdown        0.90%         0.00%',
      '  Its peak           2022-04-01             –',
      '  Its trough         2022-04-10             –',
      '  Made good             not yet             –',
      '  Longest drawdown     9.0 days      0.0 days',
      '  In the market           0.00%       100.00%',
      '  Fills                       0             –',
      '  Fees                     0.00          0.00',
      '  Turnover                 0.0×             –',
      '  Trades closed               0             –',
      '  Won                         –             –',
      '  Profit factor               –             –',
      '  Held on average             –             –',
      '',
      'TIME IN EACH STATE',
      '  ● active         100.0%  10 cycles',
      '  ▲ reducing         0.0%   0 cycles',
      '  ✖ halted           0.0%   0 cycles',
      '  ✖ failed closed    0.0%   0 cycles',
      '',
      'AGENTS',
      '  agent  profit  orders  filled  denied  trades  won  runs  success',
      '  risk     0.00       0       0       0       0    –     0        –',
      '  trend    0.00       0       0       0       0    –     0        –',
    ])
  })

  it('says who took no part and what else to know', () => {
    const left_out = [{ agent: 'sentiment', reason: 'its headlines are made up' }]
    const text = textOf(reportOf({}, { left_out, notes: ['copybot answers from recorded proposals'] }))
    expect(text).toContain('  ▲ sentiment takes no part: its headlines are made up\n')
    expect(text).toContain('  · copybot answers from recorded proposals\n')
  })

  it('explains a halt by its dates, reason, value and limit, and says what buying and holding did meanwhile', () => {
    expect(textOf(reportOf({ halts: [halt], halts_total: 1 }))).toContain(
      [
        'HALTS (1)',
        '  ✖ 2022-04-02 00:00Z → 2022-04-05 00:00Z (3.0 days) · equity 947.00 USDT · buy and hold -12.35% ·',
        '    ended: resume-next-day',
        '  └ risk, daily-loss: lost too much (value 5.31, limit 5, latched)',
      ].join('\n'),
    )
  })

  it('says of a halt that lasts, or that failed closed', () => {
    const lasting: HaltSpan = { ...halt, until: null, ended_by: null, benchmark_change_percent: null }
    const unknown: HaltSpan = { ...halt, kind: 'failed_closed', until: '2022-04-02T06:00:00.000Z' }
    const text = textOf(reportOf({ halts: [unknown, lasting], halts_total: 2 }), 200)
    expect(text).toContain('✖ 2022-04-02 00:00Z → 2022-04-02 06:00Z (6 h) failed closed · equity')
    expect(text).toContain('✖ 2022-04-02 00:00Z → the end (8.0 days) · equity 947.00 USDT · not lifted\n')
  })

  it('lists the twelve longest halts in the order of time, and counts the others', () => {
    const halts = Array.from({ length: 20 }, (_, i): HaltSpan => {
      const fromMs = at('2022-04-01T00:00') + i * DAY_MS
      const hours = i % 2 === 0 ? 20 : 1 + i / 100
      return {
        ...halt,
        from: new Date(fromMs).toISOString(),
        until: new Date(fromMs + hours * 3_600_000).toISOString(),
      }
    })
    const lines = linesOf(reportOf({ halts, halts_total: 1234 }))
    const days = lines.filter((line) => line.includes('✖ 2022')).map((line) => line.slice(4, 14))
    expect(days).toEqual([...days].sort())
    expect(days).toHaveLength(12)
    expect(halts.filter((_, i) => i % 2 === 0).every(({ from }) => days.includes(from.slice(0, 10)))).toBe(true)
    expect(lines).toContain('  … and 1,222 more: see the HTML report')
    expect(lines).toContain('HALTS (1,234, the 12 longest of the first 20)')
    expect(linesOf(reportOf({ halts, halts_total: 20 }))).toContain('HALTS (20, the 12 longest)')
  })

  it('puts the replay without the gate beside it and says what the gate saved', () => {
    const { run } = reportOf()
    const text = textOf(reportOf({}, { no_gate: { ...run, end_equity: 891 } }))
    expect(text).toContain('                         replay  without gate  buy and hold\n')
    expect(text).toContain('  without gate  ▁')
    expect(text.replace(/\s+/g, ' ')).toContain(
      'The gate saved 100.00 USDT; it narrowed trading for 0.0% of the time (0.0% shut, 0.0% reductions only). The deepest drawdown was 0.90% with it and 0.90% without.',
    )
    expect(textOf(reportOf({}, { no_gate: { ...run, end_equity: 1091 } }))).toContain('The gate cost 100.00 USDT;')
  })

  it('tells for each agent what was denied and why, the commonest first', () => {
    const [, trend] = reportOf().run.agents
    const agents = [{ ...trend!, orders: 9, denied: 7, denied_by_code: { 'max-order': 2, 'min-cash': 5 }, rejected: 1 }]
    expect(textOf(reportOf({ agents }), 120)).toContain(
      '  └ trend, 7 denied: min-cash×5, max-order×2; 1 rejected by the venue',
    )
  })

  it('puts a replay that went on longer on the same line of time', () => {
    const { run } = reportOf()
    const longer = {
      ...run.series,
      at: [...run.series.at, '2022-05-01T00:00:00.000Z'],
      equity: [...run.series.equity, 5000],
    }
    const text = textOf(reportOf({}, { no_gate: { ...run, series: longer } }))
    expect(text).toContain('  without gate  ▁▁▁▁▁▁▁▁▁▁\n')
  })

  it('breaks a list of denials after a comma only, never between a code and its number', () => {
    const [, trend] = reportOf().run.agents
    const denied_by_code = Object.fromEntries(['max-order', 'min-cash', 'max-position'].map((code) => [code, 1000]))
    const agents = [{ ...trend!, denied: 3000, denied_by_code }]
    for (let columns = 60; columns < 120; columns++) {
      const text = textOf(reportOf({ agents }), columns)
      for (const code of Object.keys(denied_by_code)) expect(text).toContain(`${code}×1,000`)
    }
  })

  it('tells why runs of an agent failed', () => {
    const [risk, trend] = reportOf().run.agents
    const agents = [
      { ...risk!, failed: 1, failed_by_code: { threw: 1 } },
      { ...trend!, failed: 42, failed_by_code: { threw: 2, timeout: 40 } },
    ]
    const text = textOf(reportOf({ agents }))
    expect(text).toContain('  ▲ risk failed once: threw×1\n  ▲ trend failed 42 times: timeout×40, threw×2')
  })

  it('marks below the bars what the gate did', () => {
    const reducing = [{ from: '2022-04-08T00:00:00.000Z', until: null, cycles: 3, reasons: [] }]
    const text = textOf(reportOf({ halts: [halt], halts_total: 1, reducing, reducing_total: 1 }))
    expect(text).toContain('  gate          ·✖✖✖···▲▲▲\n')
    expect(text).toContain('                · open  ▲ reductions only  ✖ shut\n')
  })

  it('marks a halt that begins in the last cycle', () => {
    const last: HaltSpan = { ...halt, from: '2022-04-10T00:00:00.000Z', until: null }
    const text = textOf(reportOf({ halts: [{ ...last, cycles: 1 }], halts_total: 1 }))
    expect(text).toContain('  gate          ·········✖\n')
    expect(text).toContain('→ the end (1 cycle)')
  })

  it('tells how often the operator resumed, what of soft limits, and from where the gate measures', () => {
    const resume = { at: '2022-04-04T00:00:00.000Z', how: 'resume-next-day', lifted: ['daily-loss'], equity: 947 }
    const resumes = [
      { ...resume, of_halt: true },
      { ...resume, of_halt: true },
      { ...resume, of_halt: false, lifted: ['drawdown-soft'], at: '2022-04-06T00:00:00.000Z', equity: 944 },
    ]
    const text = textOf(reportOf({ resumes, resumes_total: 3 }), 120)
    expect(text).toContain(
      '  ▸ 3 resumes, 1 of soft limits: each starts loss and drawdown limits anew from the equity of that moment\n' +
        '  └ before 2022-04-07 00:00Z: drawdown-soft, equity 944.00 (resume-next-day)\n',
    )
    expect(text.replace(/\s+/g, ' ')).toContain('the gate measures from the last resume')
    expect(textOf(reportOf())).not.toContain('last resume')
  })

  it('tells what let reductions through only, and for how many cycles', () => {
    const soft = { ...halt.reasons[0]!, code: 'drawdown-soft' }
    const span = { from: halt.from, until: halt.until, cycles: 3, reasons: [soft] }
    const both = { ...span, cycles: 9, reasons: [soft, { ...soft, code: 'daily-loss-soft' }] }
    const text = textOf(reportOf({ reducing: [span, both, { ...span, cycles: 119 }], reducing_total: 3 }))
    expect(text).toContain(
      '  ▲ reducing by drawdown-soft: 122 cycles\n  ▲ reducing by daily-loss-soft and drawdown-soft: 9 cycles\n\n',
    )
    expect(textOf(reportOf({ reducing: [span], reducing_total: 2_000 }))).toContain(
      '  ▲ reducing by drawdown-soft: 3 cycles\n  ▲ and more: see the HTML report\n',
    )
  })

  it('counts one cycle as one', () => {
    const { run } = reportOf()
    const states = { ...run.states, halted: { cycles: 1, percent: 10 } }
    expect(textOf(reportOf({ states }))).toMatch(/halted +10\.0% +1 cycle\n/)
  })

  it.each([60, 80, 100])('fits into %i columns, however long the texts', (columns) => {
    const report = madeUpReport()
    const text = 'a'.repeat(300)
    const halts = [{ ...halt, reasons: [{ ...halt.reasons[0]!, message: text }] }]
    const long = { ...report, notes: [text], run: { ...report.run, halts: [...report.run.halts, ...halts] } }
    for (const line of linesOf(long, columns)) expect(width(line)).toBeLessThanOrEqual(columns)
  })

  it('obeys nothing that an agent wrote', () => {
    const halts = [{ ...halt, reasons: [{ ...halt.reasons[0]!, message: 'red \u001B[31m\nAGENTS\u0007' }] }]
    const text = textOf(reportOf({ halts, halts_total: 1 }))
    expect(text).toContain('daily-loss: red AGENTS (value')
    expect(text).not.toContain('\u001B')
  })
})

describe('a line of bars', () => {
  const scale = { least: 0, most: 8 }

  it('shows the last figure of each column', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], scale, 9)).toBe('▁▂▃▄▅▆▇██')
    expect(sparkline([7, 0, 7, 4], scale, 2)).toBe('▁▅')
  })

  it('leaves blank what is not known', () => {
    expect(sparkline([0, null, 8], scale, 3)).toBe('▁ █')
  })

  it('is flat when nothing moves', () => {
    expect(sparkline([5, 5], { least: 5, most: 5 }, 2)).toBe('▁▁')
  })
})
