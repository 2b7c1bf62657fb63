import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/replay-diff.js'
import { type ConfigInput, createOrchestrator, type OrderIntent, type Proposal } from '../../src/index.js'
import { compareRecords } from '../../src/replay/diff.js'
import { openStoreForReading } from '../../src/store/database.js'
import { keptIn, Retention } from '../../src/store/retention.js'
import { recordedIo } from '../commands/recorded-io.js'
import { ManualTimer } from '../support/manual-timer.js'
import { active, agentOf, guardOf, noBuiltIns, recordedMarket, recording } from '../support/own-agents.js'

interface Play {
  readonly cycles?: number
  /** Where the first cycle looks. */
  readonly from?: string
  readonly config?: ConfigInput
  /** What `trader` proposes beside its order, a cycle. */
  readonly says?: (asOf: string) => Partial<Proposal>
  /** The cycle in which HALT is thrown, after the gate would have opened. */
  readonly haltIn?: number
}

const quantity = '0.5'

/** As little as can be. */
const store = { keepRuns: 100, keepBriefings: 1 }
const order: OrderIntent = { symbol: 'BTC/USDT', side: 'buy', quantity, reason: 'every cycle' }

/** A folder with the record of a few cycles, in `data`. */
async function played({ cycles = 5, from = recordedMarket.from, config = {}, says = () => ({}), haltIn }: Play = {}) {
  const cwd = await recording((hour) => 100 + 5 * Math.sin(hour))
  const trader = agentOf('trader', ({ cycle }) => ({ summary: 'buys', orders: [order], ...says(cycle.asOf) }))
  const market = { ...recordedMarket, from }
  const agents = { ...noBuiltIns, guard: {}, trader: {} }
  const orchestrator = createOrchestrator(
    { market, agents, ...config },
    { cwd, env: {}, agents: [guardOf(active), trader] },
  )
  for (let number = 1; number <= cycles; number++) {
    if (number === haltIn) writeFileSync(join(cwd, 'data/HALT'), 'by hand')
    await orchestrator.cycle()
  }
  await orchestrator.stop()
  return cwd
}

function recordIn(cwd: string) {
  const store = openStoreForReading(join(cwd, 'data'))
  if (store === undefined) throw new Error('nothing was recorded')
  return store.database
}

const compared = async (a: Play, b: Play) => compareRecords(recordIn(await played(a)), recordIn(await played(b)))

describe('two records', () => {
  it('are identical when everything but wall times is', async () => {
    const comparison = await compared({}, {})
    expect(comparison).toEqual({ identical: true, same: 5, withoutRuns: 0, difference: null, only: [], spans: 0 })
  })

  it('differ first where one agent says something else, be it in its memory', async () => {
    const third = '2024-01-02T18:00:00.000Z'
    const says = (asOf: string) => ({ memory: asOf === third ? 2 : 1 })
    const { identical, same, difference } = await compared({ says: () => ({ memory: 1 }) }, { says })
    expect([identical, same]).toEqual([false, 2])
    expect(difference).toMatchObject({
      asOf: third,
      cycles: ['c000003', 'c000003'],
      what: 'proposal',
      agent: 'trader',
      a: { status: 'success', proposal: { summary: 'buys', memory: 1 } },
      b: { status: 'success', proposal: { summary: 'buys', memory: 2 } },
    })
  })

  it('differ first in the state when the same agents said the same before it', async () => {
    const { same, difference } = await compared({}, { haltIn: 4 })
    expect(same).toBe(3)
    expect(difference).toMatchObject({ what: 'state', a: { state: 'active' }, b: { state: 'halted' } })
    expect(difference?.agent).toBeUndefined()
  })

  it('differ first in what became of an order that both asked for', async () => {
    const { same, difference } = await compared(
      {},
      { config: { limits: { maxOrdersPerCycle: 10, maxOrdersPerDay: 2 } } },
    )
    expect(same).toBe(2)
    expect(difference).toMatchObject({
      what: 'orders',
      a: { 'trader-1': { status: 'filled', filled: quantity } },
      b: { 'trader-1': { status: 'denied', code: 'max-orders-per-day' } },
    })
  })

  it('differ first in the account when one began with other cash', async () => {
    const { same, difference } = await compared({}, { config: { broker: { cash: 20_000 } } })
    expect([same, difference?.what]).toEqual([0, 'account'])
  })

  it('are compared where both are, whatever the numbers of their cycles, and tell where one is alone', async () => {
    const comparison = await compared(
      { cycles: 5, config: { limits: { maxOrdersPerDay: 0 } } },
      { cycles: 7, from: '2024-01-02T14:00:00Z', config: { limits: { maxOrdersPerDay: 0 } } },
    )
    expect(comparison).toEqual({
      identical: false,
      same: 5,
      withoutRuns: 0,
      difference: null,
      only: [{ in: 'b', from: '2024-01-02T14:00:00.000Z', to: '2024-01-02T15:00:00.000Z', cycles: 2 }],
      spans: 1,
    })
  })

  it('are identical when one of them no longer keeps what agents were told, and left to remember', async () => {
    const says = (asOf: string) => ({ memory: asOf })
    const [all, less] = [await played({ cycles: 25, says }), await played({ cycles: 25, says, config: { store } })]
    const databases = [recordIn(all), recordIn(less)] as const
    expect(databases.map((database) => keptIn(database).briefingsFrom)).toEqual([1, 17])
    expect(compareRecords(...databases)).toMatchObject({ identical: true, same: 25, withoutRuns: 0 })
  })

  it('are compared by state, orders and account where one of them no longer keeps runs, which is told', async () => {
    const cwd = await played({ cycles: 25 })
    const other = await played({ cycles: 25, says: (asOf) => ({ data: asOf < '2024-01-03' ? 'early' : 'late' }) })
    const database = recordIn(other)
    new Retention(database).prune({ keepRuns: 5, keepBriefings: 5 }, new ManualTimer())
    expect(keptIn(database).runsFrom).toBe(21)
    const io = recordedIo(cwd)
    await run({ a: 'data', b: join(other, 'data'), dataDir: 'data' }, io)
    expect(io.written.out).toContain('20 cycles the same before it.')
    expect(io.written.out).toMatch(
      /Of 20 cycles the runs are no longer kept \(store.keepRuns\): compared without\s+what/,
    )
    expect(io.written.out).toMatch(/cycle c000021: /)
  })
})

describe('replay diff', () => {
  it('finds replays by their names and folders by their paths, and shows both proposals', async () => {
    const cwd = await played()
    const other = await played({ says: () => ({ metrics: { mood: 7 } }) })
    const replays = join(cwd, 'data/replays')
    mkdirSync(replays)
    renameSync(join(other, 'data'), join(replays, 'moody'))
    const io = recordedIo(cwd)
    expect(await run({ a: 'data', b: 'moody', dataDir: 'data' }, io)).toBe(0)
    expect(io.written.out).toContain('FIRST DIFFERENCE: what trader proposed')
    expect(io.written.out).toMatch(/≠ {2}metrics\.mood +– +7/)
    expect(io.written.out).toMatch(/0 cycles the same before it/)
    renameSync(join(await played({ config: { agents: { ...noBuiltIns, guard: {} } } }), 'data'), join(replays, 'alone'))
    const alone = recordedIo(cwd)
    await run({ a: 'alone', b: 'moody', dataDir: 'data' }, alone)
    expect(alone.written.out).toMatch(/2024-01-02 .*cycle c000001: trader took no part in\s+alone\./)
    const same = recordedIo(cwd)
    expect(await run({ a: 'moody', b: join(replays, 'moody'), dataDir: 'data' }, same)).toBe(0)
    expect(same.written.out).toMatch(/identical: 5 cycles/)
    const json = recordedIo(cwd)
    await run({ a: 'moody', b: 'moody', dataDir: 'data', json: true }, json)
    expect(JSON.parse(json.written.out)).toMatchObject({ identical: true, same: 5 })
    expect(() => run({ a: 'data', b: 'mody', dataDir: 'data' }, io)).toThrow(
      expect.objectContaining({
        code: 2,
        message: expect.stringContaining('data/replays (known: alone, moody) or a data folder'),
      }),
    )
  })
})
