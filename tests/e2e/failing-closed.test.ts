import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Agent, createOrchestrator, type Proposal } from '../../src/index.js'
import { systemTimer } from '../../src/system-clocks.js'
import { freshDir, madeUpCandles, writeCandles } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { run } from '../support/command.js'
import { active, agentOf, guardOf, noBuiltIns, recordedMarket, recording, traderOf } from '../support/own-agents.js'
import { recorded } from '../support/record.js'

const buyer = traderOf('buyer', () => [{ symbol: 'BTC/USDT', side: 'buy', notional: '500', reason: 'always' }])
const flat = () => 100
const agents = { ...noBuiltIns, guard: { timeout: '100ms', retries: 0 }, buyer: {} }

const guard = (answer: Parameters<typeof agentOf>[1]): Agent => agentOf('guard', answer, { phase: 'critical' })

/** What a careless agent returns; its type says otherwise. */
const careless = (answer: unknown) => guard(() => answer as Proposal)

async function cycleWith(critical: Agent) {
  const cwd = await recording(flat)
  const orchestrator = createOrchestrator(
    { market: recordedMarket, agents, orchestrator: { shutdownGrace: '100ms' } },
    { cwd, agents: [critical, buyer] },
  )
  const report = await orchestrator.cycle()
  await orchestrator.stop()
  return { report, orders: recorded(join(cwd, 'data'), 'SELECT * FROM orders') }
}

describe('a critical agent without a valid verdict', () => {
  it('is told apart from one with: the same folder trades', async () => {
    const { report, orders } = await cycleWith(guardOf(active))
    expect(report?.status).toBe('success')
    expect(orders).toMatchObject([{ status: 'filled' }])
  })

  const verdict = (cycleId: string) => ({ cycleId, state: 'active', reasons: [] })
  it.each([
    ['throws', 'threw', guard(() => Promise.reject(new Error('no connection')))],
    ['hangs past its deadline', 'timeout', guard(() => new Promise<Proposal>(() => {}))],
    ['blocks the thread past its deadline', 'timeout', guard(({ cycle }) => blockFor(150, cycle.id))],
    ['returns nothing', 'no-proposal', careless(undefined)],
    ['gives no verdict', 'no-verdict', careless({ summary: 'all is well' })],
    [
      'measures NaN',
      'invalid-proposal',
      careless({
        summary: 'x',
        verdict: { ...verdict('c000001'), reasons: [{ code: 'x', message: 'x', value: Number.NaN }] },
      }),
    ],
    [
      'gives an unknown state',
      'invalid-proposal',
      careless({ summary: 'x', verdict: { ...verdict('c000001'), state: 'fine' } }),
    ],
    ['answers in words', 'invalid-proposal', careless('active')],
    [
      'gives the verdict of another cycle',
      'misaddressed-verdict',
      careless({ summary: 'x', verdict: verdict('c000000') }),
    ],
  ])('fails the cycle closed when it %s: %s', async (_what, code, critical) => {
    const { report, orders } = await cycleWith(critical)
    expect(report?.status).toBe('failed-closed')
    expect(report?.state).toMatchObject({ state: 'halted', reasons: [{ code, cause: 'unknown', agent: 'guard' }] })
    expect(report?.runs.find(({ agent }) => agent === 'buyer')).toMatchObject({ status: 'halted', attempts: [] })
    expect(orders).toEqual([])
  })

  it('is tried again, and then fails the cycle closed with what it said last', async () => {
    let attempts = 0
    const failing = guard(() => Promise.reject(new Error(`failure ${++attempts}`)))
    const cwd = await recording(flat)
    const retried = { ...agents, guard: { timeout: '1s', retries: 2, backoff: { base: '1ms' } } }
    const orchestrator = createOrchestrator(
      { market: recordedMarket, agents: retried },
      { cwd, agents: [failing, buyer] },
    )
    const report = await orchestrator.cycle()
    await orchestrator.stop()
    expect(report?.state.reasons).toMatchObject([{ code: 'threw', message: 'guard: Error: failure 3' }])
    expect(report?.runs[0]?.attempts).toHaveLength(3)
  })

  function blockFor(ms: number, cycleId: string): Proposal {
    const end = performance.now() + ms
    while (performance.now() < end);
    return { summary: 'late', verdict: { cycleId, state: 'active', reasons: [] } }
  }
})

describe('data that cannot be trusted', () => {
  it('fails the cycle closed when prices grow stale while it runs', async () => {
    let nowMs = Date.UTC(2026, 0, 1)
    const calendar = { now: () => nowMs, sleepUntil: () => Promise.resolve() }
    const slow = guard(({ cycle }) => {
      nowMs += 3 * 3_600_000
      return { summary: 'took three hours', verdict: { cycleId: cycle.id, state: 'active', reasons: [] } }
    })
    const cwd = await freshDir()
    const orchestrator = createOrchestrator(
      { agents, market: { source: 'simulated', maxAge: '2h' } },
      { cwd, agents: [slow, buyer], clocks: { calendar, timer: systemTimer } },
    )
    const report = await orchestrator.cycle()
    await orchestrator.stop()
    expect(report?.status).toBe('failed-closed')
    expect(report?.state.reasons).toContainEqual(
      expect.objectContaining({ code: 'stale-data', cause: 'unknown', value: 10_800, limit: 7200 }),
    )
    expect(recorded(join(cwd, 'data'), 'SELECT * FROM orders')).toEqual([])
  })

  it('ends the command with 21 at a gap: nothing is sent, nothing is liquidated, and it goes on after it', async () => {
    const cwd = await freshDir()
    await mkdir(join(cwd, 'candles'))
    const rising = madeUpCandles({
      count: 200,
      price: (index) => 100 * (1 + index * 0.002 + Math.sin(index * 1.7) * 0.004),
    })
    for (const symbol of ['BTC/USDT', 'ETH/USDT'])
      await writeCandles(
        join(cwd, 'candles'),
        symbol,
        rising.filter((_, index) => symbol !== 'BTC/USDT' || index < 112 || index > 114),
      )
    const market = {
      source: 'csv',
      dir: 'candles',
      symbols: ['BTC/USDT', 'ETH/USDT'],
      from: '2024-01-05',
      lookback: 90,
    }
    const config = { market, agents: { strategy: { settings: { rsiOverbought: 100 } } } }
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
    const dataDir = join(cwd, 'data')
    const cycles = (count: number) => run(cwd, ['--cycles', String(count), '--interval', '0'])
    const positions = () =>
      JSON.parse(
        String(recorded(dataDir, 'SELECT positions FROM equity ORDER BY cycle_id DESC LIMIT 1')[0]?.['positions']),
      )

    expect(await cycles(16)).toMatchObject({ code: 0 }) // the candles 96 … 111
    const held = positions().map(({ symbol, quantity }: { symbol: string; quantity: string }) => ({ symbol, quantity }))
    expect(held).toContainEqual(expect.objectContaining({ symbol: 'BTC/USDT' }))

    const gap = await cycles(2)
    expect(gap.code).toBe(21)
    expect(gap.stdout).toMatch(/✖ HALTED since/)
    expect(gap.stdout).toMatch(/partial-data.*BTC\/USDT/)
    const blind = recorded(dataDir, "SELECT id FROM cycles WHERE status = 'failed-closed'").map(({ id }) => id)
    expect(blind).toEqual(['c000017', 'c000018'])
    expect(recorded(dataDir, "SELECT * FROM orders WHERE cycle_id IN ('c000017', 'c000018')")).toEqual([])
    expect(positions()).toMatchObject(held)
    expect(recorded(dataDir, 'SELECT * FROM latches')).toEqual([])

    expect(await cycles(3)).toMatchObject({ code: 0 })
    expect(bookFaults(dataDir)).toEqual([])
  })
})
