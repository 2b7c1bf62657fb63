import { describe, expect, it } from 'vitest'
import { monitorFrame } from '../../../src/report/monitor/frame.js'
import { width } from '../../../src/report/plain-text.js'
import { nth } from '../../support/nth.js'
import { haltedOverview, sleepingLive, watchedOverview } from '../../support/watched-system.js'
import { frameOf, nowMs, sightOf } from './shown.js'

const widest = (lines: readonly string[]) => Math.max(...lines.map(width))

describe('a frame of the monitor', () => {
  it('tells market and money first, then the state, the alerts, who runs, how agents do, and the money', () => {
    const lines = frameOf({})
    expect(lines.slice(0, 16)).toEqual([
      'SIMULATED MARKET · PAPER MONEY · data',
      '  loop 4242 · 122 cycles · every 60s · riskfirst 0.1.0 · 12:00:00Z',
      '',
      '  ● ACTIVE since 2026-01-01 11:10:00Z, orders within the limits are sent',
      '  What changes it  the next verdict; to stop trading: riskfirst halt',
      '',
      'ALERTS',
      '  ▲ 2026-01-01 11:56:00Z timeout: sentiment timed out: no answer within 3 s',
      '',
      'CYCLE c000123 · running for 4.2s',
      '  risk       █···················  ● success    60ms',
      '  technical  ██··················  ● success   400ms',
      '  sentiment  ████████████│████···  ▶ running    4.1s  past its deadline, being…',
      '  strategy   ░░███▒▒▒▒↻███████···  ▶ running    2.0s  attempt 2 of 3, 1s left',
      '  trading    ░░████████████▒▒▒···  ↻ retrying         again in 2s: threw: fetch…',
      '  copybot    ░░░░░░░░░░░░░░░░░···  ○ queued',
    ])
    expect(lines).toContain('  sentiment  ▲ degraded    93.0%    180ms  ▆▄×█▅▄██▄▅█×▄▆█▆  timeout: no answer…')
    expect(lines).toContain('  Profit  +412.55 since the start · -38.20 today · drawdown 0.8%')
    expect(lines).toContain('  ETH/USDT      0.81   2,325.35  1,883.53      -36.91   2,200.00')
    const denied = lines.indexOf('  ✖ denied  11:58:00Z  buy 2.5 ETH/USDT              trading')
    expect(lines[denied + 1]).toBe('  └ max-position: ETH/USDT would be a larger part of equity than it may')
    expect(lines.at(-1)).toBe('  ● done 2026-01-01 11:03:20Z halt by ada: the feed looked wrong')
  })

  it.each([60, 80, 100, 124, 140, 200])(
    'is no wider than its %i columns, and has all agents and positions',
    (columns) => {
      const lines = frameOf({ sight: sightOf(haltedOverview(nowMs)) }, { columns })
      expect(widest(lines)).toBeLessThanOrEqual(columns)
      const text = lines.join('\n')
      for (const name of ['risk', 'technical', 'sentiment', 'copybot', 'BTC/USDT', 'ETH/USDT', '✖ HALTED'])
        expect(text).toContain(name)
    },
  )

  it('leaves out notes and times where there is no room, and keeps bars and marks whole', () => {
    const lines = frameOf({}, { columns: 60 })
    expect(lines).toContain('  sentiment  █████████│███··  ▶ running    4.1s  past its d…')
    expect(lines).toContain('  copybot    ✖ unhealthy   62.0%    180ms  ×▅█×▄▆×▆')
    expect(lines).toContain('  ✖ denied  buy 2.5 ETH/USDT              trading')
  })

  it('stands money beside agents from 124 columns on', () => {
    const lines = frameOf({ sight: sightOf(haltedOverview(nowMs), sleepingLive(nowMs)) }, { columns: 140 })
    const title = lines.findIndex((line) =>
      line.startsWith('LAST CYCLE c000123 · ▲ degraded in 4.1s · the next in 42s'),
    )
    expect(nth(lines, title).indexOf('MONEY AT 2026-01-01 11:59:00Z')).toBe(71)
    expect(nth(lines, title + 1)).toMatch(/^ {2}risk +█·+ +● success +42ms .* Equity {2}10,412.55 USDT$/)
    expect(nth(lines, title + 5)).toMatch(/^ {2}copybot +░+█+ +✖ timeout +3\.3s {2}killed; timeout/)
  })

  it('gives up what matters least first, and says what it left out', () => {
    const small = frameOf({}, { rows: 24 })
    expect(small.length).toBe(24)
    const text = small.join('\n')
    expect(text).not.toContain('ASKED BY PEOPLE')
    for (const kept of ['● ACTIVE', 'timeout: sentiment', 'CYCLE c000123', 'Equity']) expect(text).toContain(kept)
    expect(text).toContain('more')
    const tiny = frameOf({}, { rows: 9 })
    expect(tiny.length).toBeLessThanOrEqual(9)
    expect(tiny[0]).toBe('SIMULATED MARKET · PAPER MONEY · data')
    expect(tiny.join('\n')).toContain('● ACTIVE')
    for (let rows = 1; rows < 60; rows++) expect(frameOf({}, { rows, columns: 140 }).length).toBeLessThanOrEqual(rows)
  })

  it('keeps the agents that do badly, and the runs that go on, of a hundred', () => {
    const [first] = watchedOverview(nowMs).agents
    const many = Array.from({ length: 100 }, (_, index) => ({
      ...nth([first], 0),
      name: `agent-${index}`,
      health: index === 77 ? ('unhealthy' as const) : ('healthy' as const),
    })) as ReturnType<typeof watchedOverview>['agents']
    const lines = frameOf({ sight: sightOf({ agents: many }) }, { rows: 30 })
    expect(lines.find((line) => line.includes('agent-77'))).toContain('✖ unhealthy')
    expect(lines.some((line) => /… and 9\d more/.test(line))).toBe(true)
    expect(lines.some((line) => line.includes('▶ running'))).toBe(true)
  })

  it('says since when nothing is seen, how old what is shown is, and why', () => {
    const unseen = { words: 'it cannot be reached (ECONNREFUSED)', sinceMs: nowMs - 14_000 }
    const lines = frameOf({ unseen, ageMs: 15_000, name: 'http://127.0.0.1:7373' })
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(
      '✖ not seen since 2026-01-01 11:59:46Z, shown is what was 15.0s ago: it cannot be reached (ECONNREFUSED)',
    )
    expect(frameOf({ unseen, sight: undefined })[0]).toBe('NOT SEEN YET · data')
  })

  it('says first that no loop runs, that one is overdue, that a cycle waits, and which orders have no answer', () => {
    const [order] = watchedOverview(nowMs).orders
    const text = frameOf({
      sight: sightOf({
        loop: null,
        overdue: 'the cycle due at 2026-01-01 11:00:00Z has not begun',
        waits: { cycleId: 'c000123', phase: 'signals', until: '2026-01-01T12:30:00.000Z' },
        openOrders: [nth([order], 0) as ReturnType<typeof watchedOverview>['orders'][number]],
      }),
    }).join('\n')
    expect(text).toContain('▲ no loop nothing runs here at the moment')
    expect(text).toContain('✖ overdue the cycle due at 2026-01-01 11:00:00Z has not begun')
    expect(text).toContain('▲ waits c000123 waits after signals for riskfirst approve c000123')
    expect(text).toContain('✖ without answer c000122-strategy-1')
  })

  it('cleans every text: no escape code of agents, servers or people reaches the terminal', () => {
    const evil = '\u001B]0;owned\u0007\u001B[2J\u009B31mred\u202Eback'
    const overview = watchedOverview(nowMs)
    const poisoned = JSON.parse(
      JSON.stringify({ overview, live: sleepingLive(nowMs) }, (key, value: unknown) =>
        typeof value === 'string' &&
        !/At$|^at$|^asOf$|Cash|cash|equity|profit|Profit|price|quantity|value|cost|unrealised|stop|takeProfit|state|status|health|ending|doing|since|kind|side|origin|cause/.test(
          key,
        )
          ? `${evil}${value}`
          : value,
      ),
    ) as { overview: typeof overview; live: ReturnType<typeof sleepingLive> }
    for (const columns of [60, 140]) {
      const frame = monitorFrame(
        { name: evil, sight: { ...poisoned, notes: [evil] }, nowMs, ageMs: 0, unseen: { words: evil, sinceMs: nowMs } },
        { columns, rows: 200, colours: false, hint: '' },
      ).join('')
      expect(frame).toMatch(/red/)
      expect(frame).not.toMatch(/\p{Cc}|\u202E/u)
    }
  })
})
