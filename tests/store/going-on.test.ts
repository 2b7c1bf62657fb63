import { expect, test } from 'vitest'
import type { Settlement } from '../../src/desk/settlement.js'
import { Orchestrator } from '../../src/orchestrator/orchestrator.js'
import { createPlan } from '../../src/orchestrator/plan.js'
import type { CycleReport } from '../../src/orchestrator/record.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { loadState, sealInterrupted } from '../../src/store/stored-state.js'
import { answers, judges, planned, type Script, throws } from '../support/scripted-executor.js'
import { twoPhases } from '../support/two-phases.js'
import { World } from '../support/world.js'
import { freshFolder, identity } from './data-folders.js'
import { settlementOf } from './sealed-cycles.js'

const agents = [planned('risk'), planned('feed')]

/** One process on a folder: starts from what the last one sealed, and keeps what it does itself. */
class Process {
  readonly #world = new World()
  readonly #store
  readonly #orchestrator

  constructor(dataDir: string) {
    this.#store = openStore({ dataDir, identity })
    const { database } = this.#store
    sealInterrupted(database, '2026-01-02T00:00:00.000Z')
    const { tally, memory } = loadState(database)
    this.#orchestrator = new Orchestrator<Settlement>({
      plan: createPlan(agents, {
        phases: twoPhases(4),
        maxWorkers: 4,
        shutdownGraceMs: 1_000,
        healthChecks: true,
        breaker: { failures: 5, cycles: 4 },
      }),
      carried: { tally: tally ?? emptyTally, memory },
      clocks: { calendar: this.#world.calendar, timer: this.#world.timer },
      observe: () => {},
      ports: {
        observer: this.#world.observer,
        executor: this.#world.executor,
        settler: { settle: () => Promise.resolve(settlementOf()), current: () => settlementOf() },
        journal: createJournal(database),
        isHalted: () => [],
      },
    })
  }

  async cycles(number: number, feed: Script): Promise<CycleReport<Settlement>[]> {
    this.#world.executor.scripts = { risk: judges('active'), feed }
    const reports: CycleReport<Settlement>[] = []
    for (let n = 0; n < number; n++) reports.push((await this.#orchestrator.cycle())!)
    return reports
  }

  /** Begins a cycle that never comes to its end. */
  beginOnly(): void {
    createJournal(this.#store.database).begin({ tick: '2026-01-01', asOf: '2026-01-01', startedAt: '2026-01-01' })
  }

  rewriteTally(rewrite: (json: string) => string): void {
    const { json } = this.#store.database.prepare('SELECT json FROM tally').get()
    this.#store.database.prepare('UPDATE tally SET json = ?').run(rewrite(json))
  }

  countsOnDisk(agent: string) {
    return loadState(this.#store.database).tally?.agents[agent]
  }

  end(): void {
    this.#store.close()
  }
}

const down = throws(new Error('down'))
const feedIn = ({ runs }: CycleReport<Settlement>) => runs.find(({ agent }) => agent === 'feed')!
const streakOf = ({ alerts }: CycleReport<Settlement>) => alerts.find(({ kind }) => kind === 'failure-streak')

test('a streak goes on in the next process, and opens the breaker there', async () => {
  const dataDir = freshFolder()
  for (const failures of [2, 2]) {
    const process = new Process(dataDir)
    await process.cycles(failures, down)
    process.end()
  }
  const process = new Process(dataDir)
  const [fifth, sixth] = await process.cycles(2, down)
  expect(fifth!.tally.agents['feed']).toMatchObject({ executions: 5, consecutiveFailures: 5 })
  expect(streakOf(fifth!)).toMatchObject({ cycleId: 'c000005' })
  expect(feedIn(sixth!)).toMatchObject({ status: 'skipped', failure: { code: 'circuit-open' } })
  process.end()
})

test('a rest goes on in the next process, interrupted cycles apart, and so does the alert until a success', async () => {
  const dataDir = freshFolder()
  const first = new Process(dataDir)
  await first.cycles(7, down) // fails five times, rests two
  first.beginOnly()
  first.end()
  const second = new Process(dataDir)
  const rested = await second.cycles(2, answers())
  expect(rested.map((report) => feedIn(report).failure?.message)).toEqual([
    'failed 5 times in a row; tries again in 2 cycles',
    'failed 5 times in a row; tries again in the next cycle',
  ])
  expect(rested.map((report) => streakOf(report)?.cycleId)).toEqual(['c000005', 'c000005'])
  second.end()
  const third = new Process(dataDir)
  const [tried] = await third.cycles(1, answers())
  expect(feedIn(tried!).status).toBe('noop')
  expect(tried!.tally.agents['feed']).toMatchObject({ consecutiveFailures: 0, breaker: { state: 'closed' } })
  expect(streakOf(tried!)).toBeUndefined()
  expect(tried!.tally.cycles).toBe(10)
  third.end()
})

test('counts that were kept before there were breakers are completed', async () => {
  const dataDir = freshFolder()
  const first = new Process(dataDir)
  await first.cycles(5, down)
  first.rewriteTally((json) => json.replaceAll(/,"rested":\d+|,"breaker":\{[^}]*\}/g, ''))
  expect(first.countsOnDisk('feed')).toMatchObject({ consecutiveFailures: 5, rested: 0, breaker: { state: 'closed' } })
  first.end()
  const second = new Process(dataDir)
  const [sixth] = await second.cycles(1, down)
  expect(feedIn(sixth!).failure?.message).toBe('failed 5 times in a row; tries again in 4 cycles')
  expect(sixth!.tally.agents['feed']).toMatchObject({ executions: 5, rested: 1, breaker: { triesInCycles: 4 } })
  second.end()
})
