import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Briefing } from '../../src/agents/agent.js'
import { type ConfigInput, createOrchestrator, defineAgent, type OrderIntent, type Report, z } from '../../src/index.js'
import { briefingOf, proposalOf } from '../../src/store/briefings.js'
import { connect } from '../../src/store/connection.js'
import { openStore, openStoreForReading } from '../../src/store/database.js'
import { writeIdentity } from '../../src/store/identity.js'
import { createJournal } from '../../src/store/journal.js'
import { marketOutline, seenAtMs } from '../../src/store/market-outline.js'
import { migrate } from '../../src/store/migrate.js'
import { APPLICATION_ID, migrations } from '../../src/store/schema.js'
import { loadState } from '../../src/store/stored-state.js'
import { briefingFor, portfolio } from '../support/briefing.js'
import { freshDir, madeUpCandles, writeCandles } from '../support/candles.js'
import { active, agentOf, guardOf, noBuiltIns, recordedMarket, recording, traderOf } from '../support/own-agents.js'
import { freshFolder, identity } from './data-folders.js'
import { reportOf, runOf, startOf } from './sealed-cycles.js'

const symbols = ['BTC/USDT', 'ETH/USDT'] as const

/** Runs cycles of a configuration on candles that go up and down; gives their reports and what was recorded. */
async function cyclesOf(
  cwd: string,
  config: ConfigInput,
  { count, ...more }: NonNullable<Parameters<typeof createOrchestrator>[1]> & { readonly count: number },
) {
  const orchestrator = createOrchestrator(config, { cwd, env: {}, ...more })
  const reports: Report[] = []
  while (reports.length < count) {
    const report = await orchestrator.cycle()
    if (report === undefined) throw new Error('the candles are over')
    reports.push(report)
  }
  await orchestrator.stop()
  const store = openStoreForReading(join(cwd, 'data'))
  if (store === undefined) throw new Error('nothing was recorded')
  return { reports, database: store.database }
}

type Ran = Awaited<ReturnType<typeof cyclesOf>>

/** What is kept of a briefing, as the agent had it. */
function kept({ market, settings, ...briefing }: Briefing) {
  const shown = settings === undefined ? {} : { settings }
  return { ...briefing, ...shown, seenAtMs: seenAtMs(market), market: marketOutline(market) }
}

const rows = ({ database }: Ran, table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get().n

/** A folder with candles, and a configuration of agents of one's own on them. */
async function ownMarket(count?: number) {
  const cwd = await recording((hour) => 100 + 5 * Math.sin(hour), count)
  return { cwd, config: { market: recordedMarket } satisfies ConfigInput }
}

/** Compares what is kept with what every run was told and proposed; how many were told anything. */
function compare({ reports, database }: Ran): number {
  let compared = 0
  for (const { cycle, runs } of reports)
    for (const { agent, briefing, proposal } of runs) {
      const read = [briefingOf(database, cycle.id, agent), proposalOf(database, cycle.id, agent)]
      expect(read).toEqual([briefing && kept(briefing), proposal])
      if (briefing !== undefined) compared += 1
    }
  return compared
}

/** Limits so wide that no cycle is halted. */
const wide = { maxDailyLossPercent: 90, maxRollingLossPercent: null, maxDrawdownPercent: 90 }

describe('a briefing', () => {
  test('of every run of the built-in agents is kept to the last digit, everything once', async () => {
    const cwd = await freshDir()
    for (const [index, symbol] of symbols.entries()) {
      const price = (hour: number) => 100 * Math.exp(0.1 * Math.sin(hour / (9 + index)) + 0.03 * Math.sin(hour / 2))
      await writeCandles(cwd, symbol, madeUpCandles({ count: 160, price }))
    }
    const market = {
      source: 'csv' as const,
      dir: '.',
      symbols: [...symbols],
      timeframe: '1h' as const,
      lookback: 60,
    } satisfies ConfigInput['market']
    const ran = await cyclesOf(cwd, { market, agents: { risk: { settings: wide } } }, { count: 90 })
    expect(compare(ran)).toBe(90 * 6)
    const trips = ran.reports.at(-1)?.settlement.portfolio.roundTrips ?? []
    expect(trips.length).toBeGreaterThan(2)
    expect(rows(ran, 'observations')).toBe(90)
    expect(rows(ran, 'settings')).toBe(6)
    expect(rows(ran, 'round_trips')).toBeLessThanOrEqual(trips.length)
  })

  test('of a last attempt, of a state that changed later, and of memory that comes and goes is what it was', async () => {
    const { cwd, config } = await ownMarket()
    const halt = join(cwd, 'data/HALT')
    const flaky = agentOf('flaky', ({ attempt, cycle, memory }) => {
      if (attempt < 3) throw new Error('not yet')
      const left = [{ seen: 1 }, undefined, memory, null, 'text', 0][cycle.number - 1]
      return { summary: 'here', ...(left === undefined ? {} : { memory: left }) }
    })
    const reader = agentOf('reader', ({ cycle, proposals }) => {
      if (cycle.number === 6) writeFileSync(halt, '')
      return { summary: 'read', data: JSON.stringify(proposals) }
    })
    const late = agentOf('late', () => ({ summary: 'late' }))
    const agents = {
      ...noBuiltIns,
      guard: {},
      flaky: { retries: 2, backoff: { base: '1ms' } },
      reader: { needs: ['flaky'] },
      late: { needs: ['reader'] },
    }
    const own = [guardOf(active), flaky, reader, late]
    const ran = await cyclesOf(cwd, { ...config, agents }, { agents: own, count: 6 })
    expect(compare(ran)).toBe(6 * 4 - 1)
    expect(briefingOf(ran.database, 'c000003', 'reader')?.proposals['flaky']?.memory).toEqual({ seen: 1 })
    expect(briefingOf(ran.database, 'c000003', 'flaky')).toMatchObject({ attempt: 3, memory: { seen: 1 } })
    const { reports, database } = ran
    expect(reports[5]?.state.state).toBe('halted')
    expect(briefingOf(database, 'c000006', 'reader')?.state?.state).toBe('active')
    expect(briefingOf(database, 'c000006', 'late')).toBeUndefined()
  })

  test('goes on in the next process, without a round trip twice', async () => {
    const { cwd, config } = await ownMarket()
    const order = (side: 'buy' | 'sell'): OrderIntent => ({ symbol: 'BTC/USDT', side, quantity: '1', reason: 'turn' })
    const swing = traderOf('swing', ({ portfolio: { own } }) => [
      order(own.positions['BTC/USDT'] === undefined ? 'buy' : 'sell'),
    ])
    const agents = { ...noBuiltIns, guard: {}, swing: {} }
    for (const trips of [2, 5]) {
      const ran = await cyclesOf(cwd, { ...config, agents }, { agents: [guardOf(active), swing], count: 5 })
      expect(compare(ran)).toBe(10)
      expect(rows(ran, 'round_trips')).toBe(trips === 2 ? 2 : 4)
      expect(rows(ran, 'settings')).toBe(1)
    }
  })

  test('of memory and a book that change is told to every one of many cycles, though few are kept whole', async () => {
    const { cwd, config } = await ownMarket(140)
    const order = { symbol: 'BTC/USDT', side: 'buy', quantity: '0.1', reason: 'more' } as const
    const remembering = agentOf('remembering', ({ memory, cycle }) => ({
      summary: 'here',
      memory: [...((memory as number[] | undefined) ?? Array.from({ length: 50 }, (_, i) => i)), cycle.number].slice(
        -50,
      ),
      orders: cycle.number % 3 === 1 ? [order] : [],
    }))
    const agents = { ...noBuiltIns, guard: {}, remembering: {} }
    const ran = await cyclesOf(cwd, { ...config, agents }, { agents: [guardOf(active), remembering], count: 80 })
    expect(compare(ran)).toBe(160)
    const whole = (what: string, table: string) =>
      ran.database
        .prepare(`SELECT count(*) AS n FROM ${table} WHERE ${what} NOT IN ('=') AND ${what} NOT LIKE '~%'`)
        .get().n
    expect(whole('memory', 'runs')).toBe(2)
    for (const [what, table] of [
      ['own', 'runs'],
      ['account', 'observations'],
    ] as const)
      expect(whole(what, table)).toBeLessThan(20)
  })

  test('tells the settings of the plan, whatever an agent writes into its own', async () => {
    const { cwd, config } = await ownMarket()
    const greedy = defineAgent({
      name: 'greedy',
      settings: z.object({ list: z.array(z.number()) }),
      run({ settings }) {
        settings.list.push(settings.list.length)
        return { summary: settings.list.join() }
      },
    })
    const agents = { ...noBuiltIns, guard: {}, greedy: { settings: { list: [7] } } }
    const ran = await cyclesOf(cwd, { ...config, agents }, { agents: [guardOf(active), greedy], count: 2 })
    for (const id of ['c000001', 'c000002']) {
      expect(briefingOf(ran.database, id, 'greedy')?.settings).toEqual({ list: [7] })
      expect(proposalOf(ran.database, id, 'greedy')?.summary).toBe('7,1')
    }
  })

  test('keeps no secret of the settings', async () => {
    const { cwd, config } = await ownMarket()
    const schema = z.object({ key: z.string(), pin: z.coerce.number(), url: z.string(), fast: z.number() })
    const keyed = defineAgent({ name: 'keyed', settings: schema, run: () => ({ summary: 'here' }) })
    const settings = { key: { env: 'KEY' }, pin: { env: 'PIN' }, url: 'https://u:hunter2hunter2@x', fast: 12 }
    const agents = { ...noBuiltIns, guard: {}, keyed: { settings } }
    const env = { KEY: 'hunter2hunter2', PIN: '98127634' }
    const { database } = await cyclesOf(cwd, { ...config, agents }, { agents: [guardOf(active), keyed], env, count: 2 })
    const told = { key: '[masked]', pin: '[masked]', url: 'https://u:[masked]@x', fast: 12 }
    expect(briefingOf(database, 'c000002', 'keyed')?.settings).toEqual(told)
    const files = readdirSync(join(cwd, 'data')).filter((name) => name.includes('.db'))
    const bytes = Buffer.concat(files.map((name) => readFileSync(join(cwd, 'data', name))))
    for (const secret of Object.values(env)) expect(bytes.includes(secret)).toBe(false)
  })

  test('hides every text of the settings where the journal was given no mask', () => {
    const { database } = openStore({ dataDir: freshFolder(), identity })
    const journal = createJournal(database)
    const settings = { key: 'hunter2hunter2', deep: [{ mode: 'trend' }], on: true, none: null }
    const run = runOf('risk', {
      briefing: briefingFor(
        agentOf('risk', () => ({ summary: '' })),
        { settings },
      ),
    })
    journal.seal(reportOf(journal.begin(startOf(0)), { runs: [run] }))
    const told = { key: '[masked]', deep: [{ mode: '[masked]' }], on: true, none: null }
    expect(briefingOf(database, 'c000001', 'risk')?.settings).toEqual(told)
  })

  test('is kept again in full after a seal that failed', () => {
    const { database } = openStore({ dataDir: freshFolder(), identity })
    const journal = createJournal(database, { mask: (text) => text })
    const trip = { agent: 'a', symbol: 'BTC/USDT', openedAt: 'x', closedAt: 'y', profit: 1.5 }
    const briefing = briefingFor(
      agentOf('risk', () => ({ summary: '' })),
      { portfolio: portfolio({ roundTrips: [trip] }) },
    )
    const runs = [runOf('risk', { briefing })]
    const cycle = journal.begin(startOf(0))
    expect(() => journal.seal(reportOf(cycle, { runs: [...runs, ...runs] }))).toThrow('UNIQUE')
    journal.seal(reportOf(cycle, { runs }))
    const { cycle: _, ...told } = kept(briefing)
    expect(briefingOf(database, cycle.id, 'risk')).toMatchObject(told)
  })
})

test('a record of the older format keeps the memory that agents go on with, and no briefing', () => {
  const dataDir = freshFolder()
  mkdirSync(dataDir)
  const path = join(dataDir, 'riskfirst.db')
  const older = connect(path)
  older.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  migrate(older, path, migrations.slice(0, 1))
  writeIdentity(older, identity)
  older.exec(`
    INSERT INTO cycles (number, id, tick, as_of, started_at, status)
    VALUES (1, 'c000001', '', '2026-01-01T00:00:00.000Z', '', 'success');
    INSERT INTO runs (cycle_id, agent, phase, status, started_at, queued_ms, duration_ms, attempts, proposal, health)
    VALUES ('c000001', 'risk', 'critical', 'success', '', 0, 0, 1, '{"summary":"old"}', 'healthy');
    INSERT INTO memory (agent, json) VALUES ('risk', '[7]')`)
  older.close()
  const { database } = openStore({ dataDir, identity })
  const journal = createJournal(database)
  const briefing = briefingFor(
    agentOf('risk', () => ({ summary: '' })),
    { memory: [7] },
  )
  const proposal = { summary: 'new', memory: [7] }
  journal.seal(reportOf(journal.begin(startOf(1)), { runs: [runOf('risk', { briefing, proposal })] }))
  expect(briefingOf(database, 'c000001', 'risk')).toBeUndefined()
  expect(briefingOf(database, 'c000002', 'risk')?.memory).toEqual([7])
  expect(proposalOf(database, 'c000002', 'risk')).toEqual(proposal)
  expect(loadState(database).memory.get('risk')).toEqual([7])
})
