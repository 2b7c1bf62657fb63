import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgentTally } from '../../src/orchestrator/tally.js'
import { type DashboardOptions, renderDashboard } from '../../src/report/dashboard.js'
import type { DeskReport } from '../../src/report/desk-report.js'
import { counts, crowdedReport, haltedReport, proposal, receipt, report, run, settlement } from './reports.js'

// A second opinion on widths: what cli-table3 measures with.
const stringWidth = createRequire(createRequire(import.meta.url).resolve('cli-table3'))('string-width') as (
  text: string,
) => number

const options: DashboardOptions = {
  columns: 80,
  colours: false,
  banner: ['SIMULATED MARKET · PAPER MONEY · config: none (looked in /home/ada)'],
  export: { path: 'data/orchestrator/metrics_20260101_100632.json', bytes: 15_565 },
  dataDir: 'data',
}

const render = (changes: Partial<DeskReport> = {}, changed: Partial<DashboardOptions> = {}) =>
  renderDashboard(report(changes), { ...options, ...changed })

/** The lines of one section, without its heading. */
function section(text: string, title: string): string {
  const sections = text.split(/\n\n(?=[A-Z ]+\n)/)
  return sections.find((one) => one.startsWith(`${title}\n`))?.slice(title.length + 1) ?? `no section ${title}`
}

const state = (changes: Partial<DeskReport['state']>) => ({ state: { ...report().state, ...changes } })

describe('the dashboard', () => {
  it('begins with market and money, and shows its sections in order', () => {
    const lines = render().split('\n')
    expect(lines[0]).toMatch(/^SIMULATED MARKET · PAPER MONEY/)
    expect(lines[1]).toBe('─'.repeat(80))
    expect(lines.slice(2).filter((line) => /^[A-Z ]+$/.test(line))).toEqual([
      'TRADING STATE',
      'CYCLE METRICS',
      'AGENT EXECUTION TIMES',
      'SCHEDULE',
      'AGENT HEALTH STATUS',
      'PORTFOLIO',
      'ORDERS',
      'PERFORMANCE SUMMARY',
      'RECENT ALERTS',
      'METRICS EXPORT',
    ])
  })

  it('says why trading is halted, since when, and how to go on', () => {
    const text = section(renderDashboard(haltedReport(), options), 'TRADING STATE')
    expect(text).toContain('✖ HALTED since 2026-01-01 10:00:01Z, protective exits only')
    expect(text).toContain('✖ breach daily-loss (risk, latched): down 5.2% since the start of the day')
    expect(text).toMatch(/What changes it\s+riskfirst resume --reason "…"/)
  })

  it.each([
    ['kill-switch', 'delete runs/paper/HALT, or riskfirst resume --reason "…"', 'nothing is sent'],
    ['unknown', 'the next cycle decides', 'nothing is sent'],
    ['breach', 'the next verdict decides', 'protective exits only'],
  ] as const)('says what changes a halt by %s', (cause, remedy, sent) => {
    const reasons = [{ code: 'why', message: 'because', cause }]
    const text = section(render(state({ state: 'halted', reasons }), { dataDir: 'runs/paper' }), 'TRADING STATE')
    expect(text).toContain(remedy)
    expect(text).toContain(sent)
  })

  it('names restricted symbols', () => {
    const restrict = [{ symbol: 'SOL/USDT', state: 'reducing', reason: 'thin book' }] as const
    expect(section(render(state({ restrict })), 'TRADING STATE')).toContain('▲ restricted SOL/USDT reducing: thin book')
  })

  it('shows how long agents took, how often they tried, how long they queued, and why they failed', () => {
    const text = section(render(), 'AGENT EXECUTION TIMES')
    expect(text).toMatch(/risk +● success +62\.3s +1 retry · within all limits/)
    expect(text).toMatch(/copybot +✖ timeout +300\.0s +no answer within 300\.0s/)
    expect(text).toMatch(/sentiment +● no-op +38\.7s +queued 45\.2s · fewer than 5/)
    expect(section(renderDashboard(haltedReport(), options), 'AGENT EXECUTION TIMES')).toMatch(/trading +○ halted +–/)
  })

  it('shows health with the recent success rate, the average and the failures in a row', () => {
    const text = section(render(), 'AGENT HEALTH STATUS')
    expect(text).toMatch(/copybot +▲ degraded +70\.0% +280\.5s +2 failures in a row/)
    expect(text).toMatch(/risk +● healthy +100\.0% +58\.2s/)
  })

  it('says that an agent rests, and when it is tried again', () => {
    const noteOf = (breaker: AgentTally['breaker'], columns: number) => {
      const copybot = counts({ consecutiveFailures: 5, breaker })
      const tally = { ...report().tally, agents: { ...report().tally.agents, copybot } }
      return section(render({ tally }, { columns }), 'AGENT HEALTH STATUS').replaceAll(/\s+/g, ' ')
    }
    expect(noteOf({ state: 'open', triesInCycles: 3 }, 120)).toContain(
      '5 failures in a row; rests, tries again in 3 cycles',
    )
    expect(noteOf({ state: 'open', triesInCycles: 3 }, 80)).toContain('tries again in 3 cycles')
    expect(noteOf({ state: 'half-open' }, 120)).toContain('5 failures in a row; tries again in the next cycle')
    expect(noteOf({ state: 'closed' }, 120)).not.toContain('again')
  })

  it('shows positions with their profit and stop', () => {
    const text = section(render(), 'PORTFOLIO')
    expect(text).toMatch(/Equity +10,012\.50 USDT/)
    expect(text).toMatch(/Drawdown +0\.4% from a high of 10,052\.71/)
    expect(text).toMatch(/BTC\/USDT +0\.0234568 +65,032\.50 +1,525\.45 +\+25\.45 +61,780\.90/)
    expect(text).toMatch(/ETH\/USDT .* -13\.25 +–/)
  })

  it('never shows an unknown figure as a number', () => {
    const { equity: _, ...portfolio } = settlement([], {
      positions: { 'SOL/USDT': { symbol: 'SOL/USDT', quantity: 3, cost: 400 } },
      missing: ['SOL/USDT'],
      complete: false,
    }).portfolio
    const text = section(render({ settlement: { ...settlement([]), portfolio } }), 'PORTFOLIO')
    expect(text).toMatch(/Equity +unknown: no price for SOL\/USDT/)
    expect(text).toMatch(/Today +unknown/)
    expect(text).toMatch(/Drawdown +unknown/)
    expect(text).toMatch(/SOL\/USDT +3 +unknown +unknown +unknown +–/)
  })

  it('shows orders with what they moved, protective ones marked, and denied ones with code and figures', () => {
    const text = section(render({}, { columns: 120 }), 'ORDERS')
    expect(text).toMatch(/● filled +buy +BTC\/USDT +0\.0123457 +65,032\.50 +-803\.67 +strategy\n/)
    expect(text).toMatch(/● filled +sell +SOL\/USDT +4\.2 +142\.31 +\+597\.10 +copybot \(protective exit\)/)
    expect(text).toMatch(/✖ denied +buy 0\.9 ETH\/USDT +strategy · max-position: would be 34\.1% of equity/)
  })

  it('shows the stops that moved, and why others did not', () => {
    const move = { agent: 'strategy', symbol: 'BTC/USDT', stop: '64000', before: '63000' }
    const denied = { ...move, status: 'denied', code: 'stop-not-up', message: 'a stop only moves up' } as const
    const stops = [{ ...move, status: 'moved' } as const, denied]
    const text = section(render({ settlement: { ...settlement([]), stops } }, { columns: 120 }), 'ORDERS')
    expect(text).toMatch(/● stop up +BTC\/USDT from 63,000\.00 to 64,000\.00 +strategy\n/)
    expect(text).toMatch(/✖ stop denied .* strategy · stop-not-up: a stop only moves\s+up/)
  })

  it('gives no speed-up when an agent did not finish', () => {
    expect(section(render(), 'PERFORMANCE SUMMARY')).toMatch(/Speed-up +n\/a/)
    const performance = { sequentialMs: 565_200, wallMs: 391_800, speedup: 1.4425 }
    expect(section(render({ performance }), 'PERFORMANCE SUMMARY')).toMatch(
      /Speed-up +1\.44x \(9\.4 min of work in 6\.5 min\)/,
    )
    expect(section(render(), 'PERFORMANCE SUMMARY')).toMatch(/Successful +47 \(94\.0%\)/)
  })

  it('shows the newest alerts first, with the date when it was another day', () => {
    const old = {
      kind: 'retry',
      agent: 'risk',
      message: 'risk again',
      raisedAt: '2025-12-31T23:59:00Z',
      cycleId: 'c1',
    } as const
    const lines = section(render({ alerts: [old, ...report().alerts] }), 'RECENT ALERTS').split('\n')
    expect(lines[0]).toContain('[10:06:30Z] timeout: copybot did not answer')
    expect(lines[2]).toContain('[2025-12-31 23:59:00Z] retry: risk again')
  })

  it('says loudly that a cycle could not be recorded', () => {
    const text = section(render({ sealed: false, error: 'disk full' }), 'CYCLE METRICS')
    expect(text).toContain('✖ not sealed')
    expect(text).toMatch(/Error +disk full/)
  })

  it('shows the problems among a thousand agents, and counts the rest', () => {
    const lines = renderDashboard(crowdedReport(1000), options).split('\n')
    expect(lines.length).toBeLessThan(120)
    expect(lines.filter((line) => line.includes('✖ failed'))).toHaveLength(20)
    expect(lines.filter((line) => line.includes('… and 980 more: 980 '))).toHaveLength(2)
  })

  it('does not let an agent paint the screen', () => {
    const paint = '\u001b[2J\u001b[41mOWNED\u001b[0m\r\n\u0007RECENT ALERTS\u202e'
    const failure = { code: 'threw', message: paint } as const
    const text = render(
      {
        runs: [run(paint, { proposal: proposal(paint) }), run('b', { status: 'failed', failure })],
        settlement: settlement([
          receipt({ agent: paint, symbol: paint }),
          receipt({ status: 'rejected', message: paint }),
        ]),
        alerts: [{ kind: 'retry', message: paint, raisedAt: '2026-01-01T10:00:00Z', cycleId: paint }],
        ...state({ reasons: [{ code: paint, message: paint, cause: 'warning', agent: paint }] }),
      },
      { banner: [paint] },
    )
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text.match(/^RECENT ALERTS$/gm)).toHaveLength(1)
  })

  const text = fc.string({
    unit: fc.constantFrom('a', 'b-', ' ', '/', '取引', '🚀', 'é', '✖', '👨‍👩‍👧', '🇩🇪', '\u001b[31m', '\t', '\u0301'),
    maxLength: 60,
  })
  const figure = fc.double({ min: -1e12, max: 1e12, noNaN: true })
  const wild = fc
    .record({ name: text, words: text, figure, size: fc.double({ min: 1e-8, max: 1e9, noNaN: true }) })
    .map(({ name, words, figure, size }) =>
      report({
        runs: [
          run(name, { proposal: proposal(words) }),
          run('b', { status: 'failed', failure: { code: 'threw', message: words } }),
        ],
        settlement: settlement(
          [
            receipt({
              agent: name,
              symbol: words,
              quantity: String(size),
              price: String(size),
              cashFlow: String(figure),
            }),
            receipt({ agent: name, status: 'denied', code: 'max-order', message: words }),
          ],
          {
            positions: {
              a: { symbol: words, quantity: size, cost: size, price: size, value: figure, unrealised: figure },
            },
            cash: figure,
          },
        ),
        alerts: [{ kind: 'timeout', message: words, raisedAt: '2026-01-01T10:00:00Z', cycleId: 'c1' }],
      }),
    )

  it('is never wider than the terminal', () =>
    fc.assert(
      fc.property(wild, fc.integer({ min: 60, max: 160 }), (wildReport, columns) => {
        for (const line of renderDashboard(wildReport, { ...options, columns }).split('\n'))
          expect(stringWidth(line)).toBeLessThanOrEqual(columns)
      }),
      { numRuns: 300 },
    ))

  it('is the same text with and without colours, and has no escape codes without', () =>
    fc.assert(
      fc.property(wild, (wildReport) => {
        const without = renderDashboard(wildReport, options)
        const coloured = renderDashboard(wildReport, { ...options, colours: true })
        expect(without).not.toContain('\u001b')
        expect(coloured).toContain('\u001b[')
        expect(stripVTControlCharacters(coloured)).toBe(without)
      }),
    ))

  it('does not grow narrower than 60 columns', () =>
    expect(render({}, { columns: 20 })).toBe(render({}, { columns: 60 })))
})
