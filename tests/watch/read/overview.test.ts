import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run as status } from '../../../src/commands/status.js'
import { createOrchestrator } from '../../../src/index.js'
import { databasePath } from '../../../src/store/database.js'
import { acquireLock } from '../../../src/store/lock.js'
import { overviewOfFolder } from '../../../src/watch/read/overview.js'
import { recordedIo } from '../../commands/recorded-io.js'
import { emptyFolder, haltedFolder, tradedFolder } from '../../commands/traded-folder.js'
import { startOf } from '../../store/sealed-cycles.js'
import { active, guardOf, noBuiltIns, recordedMarket, recording, traderOf } from '../../support/own-agents.js'
import { factsOf, outline } from './facts.js'

/** Three cycles of two traders: one holds with a stop, one sells again what it bought. */
async function tradingFolder(reason = 'up') {
  const cwd = await recording((index) => 100 + index)
  const buy = { symbol: 'BTC/USDT', side: 'buy', quantity: '1.234567', reason, protect: { stop: '90' } } as const
  const sell = { symbol: 'BTC/USDT', side: 'sell', quantity: '0.5', reason: 'down' } as const
  const agents = [
    guardOf(active),
    traderOf('holder', ({ cycle }) => (cycle.number === 1 ? [buy] : [])),
    traderOf('seller', ({ cycle }) => [cycle.number === 1 ? { ...buy, protect: { stop: '80' } } : sell]),
  ]
  const names = { guard: {}, holder: {}, seller: {} }
  const system = createOrchestrator({ market: recordedMarket, agents: { ...noBuiltIns, ...names } }, { cwd, agents })
  for (let i = 0; i < 3; i++) await system.cycle()
  await system.stop()
  const io = recordedIo(cwd)
  await status({ dataDir: 'data', json: true }, io)
  return { dataDir: join(cwd, 'data'), status: JSON.parse(io.written.out) }
}

const tradersOutline = {
  ...outline,
  agents: ['guard', 'holder', 'seller', 'newcomer'].map((name) => ({
    name,
    phase: 'parallel',
    critical: false,
    enabled: true,
    timeoutMs: 1e3,
    maxRetries: 0,
  })),
}

describe('an overview', () => {
  test('tells exactly what status tells', async () => {
    const { dataDir, status } = await tradingFolder()
    const overview = overviewOfFolder(dataDir, factsOf({ outline: tradersOutline }))
    const { record } = status
    expect(overview.standing).toEqual(status.standing)
    expect(overview.lastSealed).toEqual(record.lastSealedCycle)
    expect(overview.account).toMatchObject({ ...record.account, positions: expect.anything() })
    expect(overview.account?.positions).toMatchObject(record.account.positions)
    expect(overview.agents.slice(0, 3).map(({ name, health, breaker }) => ({ agent: name, health, breaker }))).toEqual(
      record.agents.map(({ agent, health, breaker }: Record<string, unknown>) => ({ agent, health, breaker })),
    )
    expect(overview.requests).toEqual(record.requests)
  })

  test('values positions to the last digit, and tells whose they are and what protects them', async () => {
    const { dataDir } = await tradingFolder()
    const { account } = overviewOfFolder(dataDir, factsOf({ outline: tradersOutline }))
    const [position] = account?.positions ?? []
    expect(position).toMatchObject({ symbol: 'BTC/USDT', quantity: '1.469134', price: '142' })
    expect(position?.value).toBe('208.617028') // 1.469134 · 142
    expect(position?.holders).toEqual([
      { agent: 'holder', quantity: '1.234567', protect: { stop: '90' } },
      { agent: 'seller', quantity: '0.234567', protect: { stop: '80' } },
    ])
    const equity = Number(account?.equity)
    expect(Number(account?.cash) + 208.617028).toBeCloseTo(equity, 10)
    expect(Number(account?.profit)).toBeCloseTo(equity - 10_000, 10)
    expect(account?.exposurePercent).toBeCloseTo((100 * 208.617028) / equity, 8)
    expect(account?.drawdownPercent).toBeGreaterThanOrEqual(0)
  })

  test('tells how every agent of the configuration has done, also of one that never ran', async () => {
    const { dataDir } = await tradingFolder()
    const { agents, orders } = overviewOfFolder(dataDir, factsOf({ outline: tradersOutline }))
    expect(agents[2]).toMatchObject({ name: 'seller', executions: 3, summary: 'orders', lastStatus: 'success' })
    expect(agents[2]?.recent.map(({ cycleId }) => cycleId)).toEqual(['c000001', 'c000002', 'c000003'])
    expect(agents[3]).toMatchObject({ name: 'newcomer', executions: 0, health: 'unknown', recent: [], summary: null })
    expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual([
      'c000003-seller-1',
      'c000002-seller-1',
      'c000001-seller-1',
      'c000001-holder-1',
    ])
  })

  test('stays small however much an agent says: programs and browsers read it with every cycle', async () => {
    const { dataDir } = await tradingFolder('because '.repeat(100_000))
    const overview = overviewOfFolder(dataDir, factsOf({ outline: tradersOutline }))
    expect(overview.orders.at(-1)?.reason).toMatch(/^because .*…$/)
    expect(JSON.stringify(overview).length).toBeLessThan(50_000)
  })

  test('joins latches and the kill switch with what the last cycle decided', () => {
    const { dataDir } = haltedFolder()
    writeFileSync(join(dataDir, 'HALT'), 'maintenance')
    const { standing, killSwitch, cycleCount, cycles } = overviewOfFolder(dataDir, factsOf())
    expect(standing).toMatchObject({ state: 'halted', reasons: [{ code: 'kill-switch' }, { code: 'daily-loss' }] })
    expect(killSwitch).toBe('maintenance')
    expect([cycleCount, cycles.map(({ id }) => id)]).toEqual([3, ['c000003', 'c000002', 'c000001']])
  })

  test('has the same revision until something changes', () => {
    const { dataDir, journal } = tradedFolder()
    const first = overviewOfFolder(dataDir, factsOf())
    expect(overviewOfFolder(dataDir, factsOf({ now: '2026-01-01T03:00:00.000Z' })).revision).toBe(first.revision)
    journal.begin(startOf(2))
    const begun = overviewOfFolder(dataDir, factsOf())
    expect(begun.revision).not.toBe(first.revision)
    const lock = acquireLock(dataDir, { pid: 4711, startedAt: '2026-01-01T00:00:00.000Z' })
    const held = overviewOfFolder(dataDir, factsOf({ overdue: (newest) => `${newest?.id} is late` }))
    expect(held).toMatchObject({ loop: { pid: 4711 }, overdue: 'c000003 is late' })
    expect(held.revision).not.toBe(begun.revision)
    lock.release()
  })

  test('tells of a folder without a record that there is nothing yet, and makes nothing', () => {
    const { dataDir } = emptyFolder()
    expect(overviewOfFolder(dataDir, factsOf())).toMatchObject({
      loop: null,
      cycleCount: 0,
      cycles: [],
      lastSealed: null,
      account: null,
      orders: [],
      overdue: null,
      standing: { state: 'unknown' },
      agents: [{ name: 'risk' }, { name: 'strategy' }],
    })
  })

  test('refuses a damaged record in words', () => {
    const { dataDir, database } = tradedFolder()
    database.close()
    rmSync(databasePath(dataDir))
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(databasePath(dataDir), 'no database at all, but long enough to be looked at as one '.repeat(200))
    expect(() => overviewOfFolder(dataDir, factsOf())).toThrow(/expected a riskfirst database/)
  })
})
