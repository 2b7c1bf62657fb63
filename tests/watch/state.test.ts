import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createOrchestrator } from '../../src/index.js'
import { addRequest } from '../../src/store/requests.js'
import type { Overview } from '../../src/watch/api.js'
import type { SystemOutline, WatchSetup } from '../../src/watch/setup.js'
import { createWatchState, type WatchState } from '../../src/watch/state.js'
import { type WatchedEvent, watchedEvent } from '../../src/watch/watched-event.js'
import { emptyFolder, tradedFolder } from '../commands/traded-folder.js'
import { reportOf, startOf } from '../store/sealed-cycles.js'
import { collectGarbage } from '../support/collect-garbage.js'
import { ManualCalendar } from '../support/manual-calendar.js'
import { ManualTimer } from '../support/manual-timer.js'
import { active, guardOf, noBuiltIns, recordedMarket, recording, traderOf } from '../support/own-agents.js'
import { after, cycle, phase, started, T0 } from './happenings.js'
import { outline } from './read/facts.js'

const HOUR_MS = 3_600_000
const open: WatchState[] = []
afterEach(() => {
  for (const state of open.splice(0)) state.close()
})

/** Follows a folder by clocks that the test moves together. */
function following(dataDir: string, changes: Partial<SystemOutline> = {}) {
  const timer = new ManualTimer()
  const calendar = new ManualCalendar(T0)
  const told: Overview[] = []
  const said: string[] = []
  const setup: WatchSetup = {
    version: '1.2.3',
    dataDir,
    token: 't',
    pid: 4711,
    env: {},
    secrets: [],
    config: {
      timeZone: 'UTC',
      serve: { hosts: [] },
      notify: {},
      heartbeat: {},
      telemetry: {},
    } as never,
    outline: {
      ...outline,
      ...changes,
    },
    startedAt: '2026-01-01T00:00:00.000Z',
  }
  const state = createWatchState({
    setup: () => setup,
    clocks: { timer, calendar },
    say: (text) => void said.push(text),
    changed: (overview) => void told.push(overview),
  })
  open.push(state)
  const pass = async (ms: number) => {
    calendar.set(calendar.now() + ms)
    await timer.advance(ms)
  }
  /** The first look at the disk is over. */
  const begun = async () => {
    while (state.overview().disk.record === 0) await pass(250)
  }
  return { state, told, said, calendar, timer, pass, begun, changesIn: (ms: number) => countedIn(told, () => pass(ms)) }
}

async function countedIn(told: readonly unknown[], work: () => Promise<void>): Promise<number> {
  const before = told.length
  await work()
  return told.length - before
}

describe('the state of a watch', () => {
  test('follows real cycles: what is live is what the record then tells', async () => {
    const cwd = await recording((index) => 100 + index)
    const buy = { symbol: 'BTC/USDT', side: 'buy', quantity: '1', reason: 'up' } as const
    const events: WatchedEvent[] = []
    const system = createOrchestrator(
      { market: recordedMarket, agents: { ...noBuiltIns, guard: {}, buyer: {} } },
      {
        cwd,
        agents: [guardOf(active), traderOf('buyer', () => [buy])],
        onEvent: (event) => void events.push(watchedEvent(event, T0)),
      },
    )
    const agents = ['guard', 'buyer'].map((name) => ({
      name,
      phase: 'parallel',
      critical: false,
      enabled: true,
      timeoutMs: 1e3,
      maxRetries: 0,
    }))
    const { state, told, pass } = following(join(cwd, 'data'), { agents })
    expect(state.overview()).toMatchObject({ cycleCount: 0, account: null })
    await system.cycle()
    await pass(1000)
    for (const event of events.splice(0)) state.apply(event)
    expect(state.live()).toMatchObject({
      nowMs: T0 + 1e3,
      doing: 'sleeping',
      cycle: {
        id: 'c000001',
        status: 'success',
        state: 'active',
        endedMs: T0,
      },
    })
    expect(state.live().cycle?.runs).toMatchObject([
      { agent: 'guard', phase: 'critical', status: 'success', summary: 'active' },
      { agent: 'buyer', phase: 'parallel', status: 'success', attempts: [{ number: 1, ending: 'answered' }] },
    ])
    expect(state.overview().revision).toBe(told.at(-1)?.revision)
    expect(state.overview()).toMatchObject({
      lastSealed: { id: 'c000001' },
      account: { positions: [{ quantity: '1' }] },
      loop: { pid: 4711 },
    })
    await system.stop()
  })

  test('tells of a change once, and of none when nothing changed', async () => {
    const { dataDir, journal, database } = tradedFolder()
    const { state, told, begun, changesIn } = following(dataDir)
    await begun()
    expect(await changesIn(20_000)).toBe(0)
    database.exec("INSERT INTO memory (agent, json) VALUES ('strategy', '1')") // nobody is shown it
    expect(await changesIn(1000)).toBe(0)
    writeFileSync(join(dataDir, 'HALT'), 'maintenance')
    expect(await changesIn(1000)).toBe(1)
    expect(state.overview()).toMatchObject({ killSwitch: 'maintenance', standing: { state: 'halted' } })
    rmSync(join(dataDir, 'HALT'))
    expect(await changesIn(1000)).toBe(1)
    addRequest(database, { kind: 'stop', who: 'ann', at: '2026-01-01T00:00:00.000Z' })
    expect(await changesIn(1000)).toBe(1)
    expect(told.at(-1)?.requests).toMatchObject([{ kind: 'stop', who: 'ann' }])
    journal.begin(startOf(2))
    expect(await changesIn(1000)).toBe(1)
    expect(told.at(-1)?.cycles[0]).toMatchObject({ id: 'c000003', status: 'running' })
  })

  test('reads the record four times a second at most, however fast cycles go, and ends with the last', async () => {
    const { dataDir, journal } = tradedFolder()
    const { state, told, pass } = following(dataDir)
    await pass(1000)
    told.length = 0
    const oneCycle = (n: number) => {
      const next = journal.begin(startOf(n))
      const report = reportOf(next)
      journal.seal(report)
      state.apply(watchedEvent({ type: 'cycle-ended', report }, T0))
    }
    for (let n = 2; n < 102; n++) {
      oneCycle(n)
      await pass(10)
    }
    expect(told.length).toBeGreaterThanOrEqual(4)
    expect(told.length).toBeLessThanOrEqual(5)
    await pass(250)
    expect(state.overview().lastSealed?.id).toBe('c000102')
  })

  test('says once that the record cannot be read, keeps what it knew, and goes on when it can', async () => {
    const { dataDir, database, journal } = tradedFolder()
    const { state, said, told, pass } = following(dataDir)
    await pass(1000)
    const known = state.overview()
    database.exec('ALTER TABLE runs RENAME TO gone')
    journal.begin(startOf(2))
    await pass(1000)
    expect(state.overview(), 'it may be busy for a moment').toBe(known)
    await pass(5000)
    expect(said).toEqual([expect.stringMatching(/^watch: the record cannot be read.* no such table: runs/s)])
    const message = 'the record cannot be read, and what was known before is shown'
    expect(state.overview()).toMatchObject({
      cycles: known.cycles,
      alerts: [{ kind: 'record-unreadable', message, cycleId: 'c000002' }],
    })
    expect(told.at(-1)).toBe(state.overview())
    const tellings = told.length
    await pass(5000)
    expect(told).toHaveLength(tellings)
    database.exec('ALTER TABLE gone RENAME TO runs')
    await pass(1000)
    expect(told.at(-1)?.cycles[0]?.id).toBe('c000003')
    expect(told.at(-1)?.alerts).toEqual([])
    expect(said).toHaveLength(1)
  })

  test('tells of a loop that has not begun a cycle that was due, but not of a machine that wakes up', async () => {
    const { dataDir } = emptyFolder()
    const { state, calendar, pass } = following(dataDir)
    state.apply(after(0, { type: 'sleeping', untilMs: T0 + HOUR_MS }))
    calendar.set(T0 + 3 * HOUR_MS) // suspended
    await pass(1000)
    expect(state.overview().overdue).toBeNull()
    await pass(3000)
    expect(state.overview().overdue).toBe('the cycle due at 2026-01-01 01:00:00Z has not begun')
    state.apply({ ...started, atMs: calendar.now() })
    await pass(1000)
    expect(state.overview().overdue).toBeNull()
  })

  test('tells of a cycle that lasts longer than it can', async () => {
    const { dataDir } = emptyFolder()
    const { state, pass } = following(dataDir, { worstCaseMs: 90_000 })
    state.apply(started)
    state.apply(phase(0, 'critical', 'risk'))
    await pass(149_000)
    expect(state.overview().overdue).toBeNull()
    await pass(5000)
    expect(state.overview().overdue).toBe(`${cycle.id} has run since 2026-01-01 00:00:00Z, and takes 90.0s at worst`)
  })

  test('is closed for good: it tells no more, and lets the record go', async () => {
    const { dataDir, journal, database } = tradedFolder()
    const { state, timer, changesIn } = following(dataDir)
    state.close()
    expect(state.live().doing).toBe('stopped')
    journal.begin(startOf(2))
    expect(await changesIn(60_000)).toBe(0)
    expect(timer.pendingMs).toEqual([])
    await collectGarbage()
    database.exec('PRAGMA journal_mode = DELETE')
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' })
  })
})
