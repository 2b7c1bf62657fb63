import { describe, expect, it } from 'vitest'
import { oneLine } from '../../src/report/summary.js'
import { haltedReport, report, run, settlement } from './reports.js'

describe('the one-line summary', () => {
  it('tells state, agents, orders, equity and duration', () => {
    const runs = ['risk', 'trading', 'strategy', 'copybot', 'sentiment'].map((agent) => run(agent))
    expect(oneLine(report({ runs, durationMs: 400 }))).toBe(
      'c000010 2026-01-01T10:00Z active · 5 agents ok · 2 filled 1 denied · equity 10,012.50 · 400ms',
    )
  })

  it('tells what stopped trading and who did not run', () => {
    expect(oneLine(haltedReport())).toContain('halted (daily-loss) · 5 agents: 1 ok 4 halted · ')
  })

  it('tells seconds of a tick that has them, no orders, and a cycle that was not sealed', () => {
    const cycle = { ...report().cycle, tick: '2026-01-01T10:00:05.000Z' }
    const line = oneLine(report({ cycle, settlement: settlement([]), sealed: false }))
    expect(line).toContain('2026-01-01T10:00:05Z active')
    expect(line).toContain('· no orders ·')
    expect(line).toMatch(/· not sealed$/)
  })
})
