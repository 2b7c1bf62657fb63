import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../../src/watch/metrics/metrics.js'
import { lastCycle, measured } from './measured.js'
import { agents, ended, overview, watched } from './watched-run.js'

describe('metrics', () => {
  it('are valid, named with their units, and counted from zero before anything happens', async () => {
    const { families, value } = await measured()
    expect(families.size).toBeGreaterThan(50)
    for (const { name, type, samples } of families.values()) {
      expect(name).toMatch(/^(riskfirst|process)_[a-z_]+$/)
      expect(name.endsWith('_total')).toBe(type === 'counter')
      expect(name.endsWith('_seconds') || type !== 'histogram').toBe(true)
      expect(samples.length > 0 || type === 'gauge').toBe(true)
    }
    const counted = [...families.values()].filter(({ type, name }) => type !== 'gauge' && name.startsWith('riskfirst_'))
    expect(counted.flatMap(({ samples }) => samples).filter((sample) => sample.value !== 0)).toEqual([])
    expect(await value('riskfirst_runs_total', { agent: 'copybot', status: 'timeout' })).toBe(0)
    expect(await value('riskfirst_orders_denied_total', { code: 'max-position' })).toBe(0)
    expect(await value('riskfirst_fills_total', { symbol: 'ETH/USDT', side: 'sell' })).toBe(0)
    expect(await value('riskfirst_agent_health', { agent: 'risk', state: 'unknown' })).toBe(1)
    expect(
      await value('riskfirst_build_info', {
        version: '1.2.3',
        market: 'SIMULATED MARKET · PAPER MONEY',
        quote: 'USDT',
      }),
    ).toBe(1)
  })

  it('show no money before it is known, as it is not zero', async () => {
    const { value, known } = await measured()
    expect(await value('riskfirst_account_equity')).toBeUndefined()
    expect(await value('riskfirst_account_drawdown_ratio')).toBeUndefined()
    const account = {
      cycleId: 'c000010',
      asOf: '2026-01-01T10:00:00.000Z',
      startingCash: '10000',
      cash: '8000.1',
      equity: '10012.50000001',
      profit: '12.5',
      drawdownPercent: 12.5,
      exposurePercent: 20,
      dayProfit: '-3.5',
      positions: [
        {
          symbol: 'BTC/USDT',
          quantity: '0.02',
          cost: '1500',
          price: null,
          value: null,
          unrealised: null,
          holders: [],
        },
      ],
      books: [],
    }
    known.overview = overview({ account })
    expect(await value('riskfirst_account_equity')).toBe(10012.50000001)
    expect(await value('riskfirst_account_drawdown_ratio')).toBe(0.125)
    expect(await value('riskfirst_account_day_profit')).toBe(-3.5)
    expect(await value('riskfirst_position_quantity', { symbol: 'BTC/USDT' })).toBe(0.02)
    expect(await value('riskfirst_position_value', { symbol: 'BTC/USDT' })).toBeUndefined()
    expect(await value('riskfirst_position_value', { symbol: 'ETH/USDT' })).toBe(0)
    known.overview = overview({ account: { ...account, equity: null } })
    expect(await value('riskfirst_account_equity')).toBeUndefined()
  })

  it('tell one state of several, and the newest that is known', async () => {
    const { metrics, value, known } = await measured()
    const states = () =>
      Promise.all(
        ['active', 'reducing', 'halted', 'unknown'].map((state) => value('riskfirst_trading_state', { state })),
      )
    expect(await states()).toEqual([0, 0, 0, 1])
    metrics.onEvent?.(ended())
    expect(await states()).toEqual([1, 0, 0, 0])
    const halted = { state: 'halted', since: null, reasons: [], restrict: [], changes: '' } as const
    known.overview = overview({ standing: halted, lastSealed: lastCycle(9) })
    expect(await states()).toEqual([1, 0, 0, 0])
    known.overview = overview({ standing: halted, lastSealed: lastCycle(10), killSwitch: 'a drill' })
    expect(await states()).toEqual([0, 0, 1, 0])
    expect(await value('riskfirst_kill_switch')).toBe(1)
  })

  it('tell of a cycle that could not be written what the record does not', async () => {
    const { metrics, value, known } = await measured()
    known.overview = overview({ standing: { state: 'active', since: null, reasons: [], restrict: [], changes: '' } })
    const state = {
      state: 'halted',
      reasons: [{ code: 'journal', message: 'disk full', cause: 'unknown' }],
      restrict: [],
      since: '2026-01-01T10:00:00.000Z',
    } as const
    metrics.onEvent?.({ type: 'journal-failed', step: 'seal', message: 'disk full', atMs: 0 })
    metrics.onEvent?.(ended({ status: 'failed-closed', sealed: false, state }))
    expect(await value('riskfirst_trading_state', { state: 'halted' })).toBe(1)
    expect(await value('riskfirst_trading_reasons', { cause: 'unknown' })).toBe(1)
    expect(await value('riskfirst_last_cycle_status', { status: 'failed-closed' })).toBe(1)
    expect(await value('riskfirst_journal_failures_total', { step: 'seal' })).toBe(1)
  })

  it('count what a cycle did', async () => {
    const { metrics, value } = await measured()
    metrics.onEvent?.({ type: 'ticks-skipped', count: 3, atMs: 0 })
    metrics.onEvent?.({
      type: 'attempt-failed',
      agent: 'risk',
      attempt: 1,
      atMs: 0,
      failure: { code: 'threw', message: 'connection reset' },
    })
    metrics.onEvent?.({ type: 'attempt-late', agent: 'copybot', attempt: 1, atMs: 0 })
    const cycle = ended()
    if (cycle.type !== 'cycle-ended') throw new Error('not the end of a cycle')
    for (const run of cycle.ended.runs) metrics.onEvent?.({ type: 'run-ended', run, atMs: 0 })
    metrics.onEvent?.(cycle)
    expect(await value('riskfirst_skipped_ticks_total')).toBe(3)
    expect(await value('riskfirst_attempt_failures_total', { code: 'threw' })).toBe(1)
    expect(await value('riskfirst_late_attempts_total', { agent: 'copybot' })).toBe(1)
    expect(await value('riskfirst_runs_total', { agent: 'copybot', status: 'timeout' })).toBe(1)
    expect(await value('riskfirst_run_duration_seconds_bucket', { agent: 'risk', le: '60' })).toBe(0)
    expect(await value('riskfirst_run_duration_seconds_bucket', { agent: 'risk', le: '120' })).toBe(1)
    expect(await value('riskfirst_run_queue_seconds_count', { phase: 'parallel' })).toBe(4)
    expect(await value('riskfirst_cycle_duration_seconds_sum')).toBeCloseTo(391.921)
    expect(await value('riskfirst_cycles_ended_total', { status: 'degraded' })).toBe(1)
    expect(await value('riskfirst_orders_total', { status: 'denied', side: 'buy' })).toBe(1)
    expect(await value('riskfirst_orders_denied_total', { code: 'max-position' })).toBe(1)
    expect(await value('riskfirst_fills_total', { symbol: 'BTC/USDT', side: 'buy' })).toBe(1)
    expect(await value('riskfirst_turnover_total', { symbol: 'BTC/USDT', side: 'buy' })).toBeCloseTo(802.87, 1)
    expect(await value('riskfirst_fees_total')).toBeCloseTo(1.60574)
  })

  it('count the cycles and runs of the data folder on where an earlier run left them', async () => {
    const { metrics, value, known } = await measured()
    const copybot = agents.find(({ name }) => name === 'copybot')
    if (copybot === undefined) throw new Error('no copybot')
    known.overview = overview({
      cycleCount: 9,
      agents: [watched(copybot, { executions: 9, failures: 4, timeouts: 3, retries: 2, health: 'degraded' })],
    })
    const figures = () =>
      Promise.all(
        ['executions', 'failures', 'timeouts', 'retries'].map((figure) =>
          value(`riskfirst_agent_${figure}_total`, { agent: 'copybot' }),
        ),
      )
    expect(await figures()).toEqual([9, 4, 3, 2])
    expect(await value('riskfirst_cycles_total')).toBe(9)
    const cycle = ended()
    if (cycle.type !== 'cycle-ended') throw new Error('not the end of a cycle')
    metrics.onEvent?.({ type: 'cycle-started', cycle: cycle.ended.cycle, skippedTicks: 0, atMs: 0 })
    metrics.onEvent?.(cycle)
    const { executions, failures, timeouts, total_retries } = cycle.ended.metrics.agents['copybot'] ?? {}
    expect(await figures()).toEqual([executions, failures, timeouts, total_retries])
    expect(await value('riskfirst_cycles_total')).toBe(10)
    expect(await figures()).toEqual(await figures())
  })

  it('keep to the agents that are configured, whatever they are told', async () => {
    const { metrics, read } = await measured()
    const before = [...(await read()).values()].flatMap(({ samples }) => samples).length
    const cycle = ended()
    if (cycle.type !== 'cycle-ended') throw new Error('not the end of a cycle')
    for (const [number, run] of cycle.ended.runs.entries()) {
      metrics.onEvent?.({ type: 'run-ended', run: { ...run, agent: `stranger-${number}` }, atMs: 0 })
      metrics.onEvent?.({ type: 'attempt-late', agent: `stranger-${number}`, attempt: 1, atMs: 0 })
    }
    expect([...(await read()).values()].flatMap(({ samples }) => samples)).toHaveLength(before)
  })

  it('stay valid with agents and symbols of any name', async () => {
    const hostile = 'a"b\\c\nd{}'
    const given = (await measured()).given
    const { outline } = given.setup
    const [agent] = agents
    if (agent === undefined) throw new Error('no agent')
    const changed = {
      ...outline,
      market: hostile,
      symbols: [hostile],
      agents: [
        { ...agent, name: hostile },
        { ...agent, name: 'constructor' },
      ],
    }
    const { read, value } = await measured({ ...given, setup: { ...given.setup, outline: changed } })
    expect((await read()).size).toBeGreaterThan(50)
    expect(await value('riskfirst_position_value', { symbol: hostile })).toBe(0)
    expect(await value('riskfirst_agent_executions_total', { agent: 'constructor' })).toBe(0)
  })

  it('say how long the loop has been silent, and what it does', async () => {
    const { metrics, value, timer, known } = await measured()
    await timer.advance(7_000)
    expect(await value('riskfirst_beat_age_seconds')).toBe(7)
    metrics.onBeat?.()
    expect(await value('riskfirst_beat_age_seconds')).toBe(0)
    known.live = { nowMs: 0, doing: 'sleeping', sleepsUntilMs: null, cycle: null }
    known.overview = overview({ overdue: 'a cycle was due' })
    expect(await value('riskfirst_loop_state', { state: 'sleeping' })).toBe(1)
    expect(await value('riskfirst_overdue')).toBe(1)
  })

  it('begin anew with another configuration, as none is global', async () => {
    const { given, metrics } = await measured()
    metrics.onEvent?.(ended())
    const other = await createMetrics(given)
    expect(await other.text()).not.toContain('riskfirst_fees_total 1')
    expect(await metrics.text()).toContain('riskfirst_fees_total 1.6')
    expect(metrics.contentType).toContain('text/plain; version=0.0.4')
  })

  it('of a hundred agents are told in a few ms, and stay under a megabyte', async () => {
    const { given, known } = await measured()
    const [agent] = agents
    if (agent === undefined) throw new Error('no agent')
    const many = Array.from({ length: 100 }, (_, index) => ({ ...agent, name: `agent-${index}` }))
    const { outline } = given.setup
    known.overview = overview({ agents: many.map((one) => watched(one)) })
    const { metrics } = await measured({ ...given, setup: { ...given.setup, outline: { ...outline, agents: many } } })
    const took: number[] = []
    for (let round = 0; round < 5; round++) {
      const before = performance.now()
      await metrics.text()
      took.push(performance.now() - before)
    }
    expect((await metrics.text()).length).toBeLessThan(1_000_000)
    expect(Math.min(...took)).toBeLessThan(250)
  })
})
