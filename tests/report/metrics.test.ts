import { describe, expect, it } from 'vitest'
import { count, emptyTally } from '../../src/orchestrator/tally.js'
import { toMetrics } from '../../src/report/metrics.js'
import { bitcoin, counts, proposal, receipt, report, run, settlement } from './reports.js'

const keys = (value: object) => Object.keys(value).toSorted()

describe('metrics', () => {
  it('have exactly the documented keys', () => {
    const metrics = toMetrics(report())
    expect(Object.keys(metrics)).toEqual([
      'schema_version',
      'timestamp',
      'cycle_id',
      'total_cycles',
      'current_cycle',
      'cycle_duration_seconds',
      'status',
      'trading_state',
      'reasons',
      'skipped_ticks',
      'agents',
      'performance',
      'portfolio',
      'orders',
      'alerts',
      'custom',
    ])
    expect(Object.keys(metrics.agents['risk'] ?? {})).toEqual([
      'executions',
      'successes',
      'failures',
      'timeouts',
      'success_rate',
      'recent_success_rate',
      'avg_execution_time',
      'total_retries',
      'consecutive_failures',
      'last_execution',
      'last_status',
      'last_duration_seconds',
      'last_error',
      'health_status',
      'breaker',
    ])
    expect(Object.keys(metrics.performance)).toEqual([
      'total_executions',
      'total_successes',
      'total_failures',
      'overall_success_rate',
      'avg_cycle_time_minutes',
      'sequential_seconds',
      'wall_seconds',
      'speedup',
    ])
    expect(Object.keys(metrics.portfolio)).toEqual(['equity', 'cash', 'drawdown_percent', 'positions'])
    expect(keys(metrics.orders)).toEqual(['denied', 'filled', 'rejected', 'unresolved'])
  })

  it('tell the cycle, its state and the counts of the data folder', () => {
    expect(toMetrics(report())).toMatchObject({
      timestamp: '2026-01-01T10:06:32Z',
      cycle_id: 'c000010',
      total_cycles: 10,
      current_cycle: 10,
      cycle_duration_seconds: 391.921,
      status: 'degraded',
      trading_state: 'active',
      reasons: [{ code: 'drawdown', cause: 'warning' }],
      skipped_ticks: 3,
      performance: {
        total_executions: 50,
        total_successes: 47,
        total_failures: 3,
        overall_success_rate: 94,
        avg_cycle_time_minutes: 6.8,
        sequential_seconds: 566.5,
        wall_seconds: 391.921,
        speedup: null,
      },
      orders: { filled: 2, denied: 1, rejected: 0, unresolved: 0 },
    })
  })

  it('give rates in percent and times in seconds for each agent', () => {
    expect(toMetrics(report()).agents['copybot']).toMatchObject({
      executions: 10,
      failures: 3,
      timeouts: 3,
      success_rate: 70,
      recent_success_rate: 70,
      avg_execution_time: 280.5,
      last_execution: '2026-01-01T10:01:02Z',
      last_status: 'timeout',
      last_error: 'no answer within 300.0s',
      health_status: 'degraded',
    })
  })

  it('tell where the breaker of each agent stands', () => {
    const resting = counts({ breaker: { state: 'open', triesInCycles: 3 } })
    const tried = counts({ breaker: { state: 'half-open' } })
    const { agents } = toMetrics(report({ tally: { ...report().tally, agents: { risk: counts(), resting, tried } } }))
    expect(Object.entries(agents).map(([name, { breaker }]) => `${name} ${breaker}`)).toEqual([
      'risk closed',
      'resting open',
      'tried half-open',
    ])
  })

  it('look back 100 executions for the recent rate', () => {
    const long = counts({ executions: 400, successes: 300, failures: 100, recentFailures: [390, 391] })
    const metrics = toMetrics(report({ tally: { ...report().tally, agents: { risk: long } } }))
    expect(metrics.agents['risk']).toMatchObject({ success_rate: 75, recent_success_rate: 98 })
  })

  it('say null, not 0, of what never ran', () => {
    const halted = { ...run('strategy', { status: 'halted' }), attempts: [] }
    const tally = count(emptyTally, {
      runs: [halted],
      aborted: true,
      durationMs: 5,
      skippedTicks: 0,
      breaker: { failures: 5, cycles: 4 },
      gates: new Set(['critical']),
    })
    const metrics = toMetrics(report({ runs: [halted], tally, health: {} }))
    expect(metrics.agents['strategy']).toMatchObject({
      executions: 0,
      success_rate: null,
      recent_success_rate: null,
      avg_execution_time: null,
      last_execution: null,
      last_duration_seconds: null,
      health_status: 'unknown',
    })
    expect(metrics.performance).toMatchObject({ overall_success_rate: null, avg_cycle_time_minutes: null })
  })

  it('keep the counters of an agent that was not scheduled', () => {
    const metrics = toMetrics(report({ runs: [run('risk')] }))
    expect(Object.keys(metrics.agents)).toEqual(['risk', 'trading', 'strategy', 'copybot', 'sentiment'])
  })

  it('value positions, and measure the drawdown from the high-water mark', () => {
    const { portfolio } = toMetrics(report({ settlement: settlement([], { positions: { 'BTC/USDT': bitcoin } }) }))
    expect(portfolio).toEqual({
      equity: 10_012.5,
      cash: 8000.1,
      drawdown_percent: 0.4,
      positions: {
        'BTC/USDT': { quantity: 0.02345678, price: 65_032.5, value: 1525.45, cost: 1500, unrealised: 25.45 },
      },
    })
  })

  it('say null of equity and value when a price is missing', () => {
    const held = { symbol: 'SOL/USDT', quantity: 3, cost: 400 }
    const unknown = settlement([], { positions: { 'SOL/USDT': held }, complete: false, missing: ['SOL/USDT'] })
    const { equity: _, ...portfolio } = unknown.portfolio
    expect(toMetrics(report({ settlement: { ...unknown, portfolio } })).portfolio).toMatchObject({
      equity: null,
      drawdown_percent: null,
      positions: { 'SOL/USDT': { price: null, value: null, unrealised: null } },
    })
  })

  it('carry the figures of successful agents under their names', () => {
    const quiet = run('quiet', {
      status: 'noop',
      proposal: proposal('nothing', { seen: 12, open: false, mode: 'calm' }),
    })
    expect(toMetrics(report({ runs: [quiet, run('silent')] })).custom).toEqual({
      quiet: { seen: 12, open: false, mode: 'calm' },
    })
  })

  it('do not count an order that a dry run did not send', () => {
    const dry = settlement([receipt({ status: 'dry-run' }), receipt({ status: 'rejected' })])
    expect(toMetrics(report({ settlement: dry })).orders).toEqual({ filled: 0, denied: 0, rejected: 1, unresolved: 0 })
  })

  it('survive JSON unchanged', () => {
    const metrics = toMetrics(report())
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics)
  })
})
