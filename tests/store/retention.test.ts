import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { briefingOf, proposalOf } from '../../src/store/briefings.js'
import { interruptedCycle } from '../../src/store/checkpoints.js'
import type { Database } from '../../src/store/connection.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { runsOfCycle, wholeCycle } from '../../src/store/queries.js'
import { type Keep, keptIn, Retention } from '../../src/store/retention.js'
import { loadState, sealInterrupted } from '../../src/store/stored-state.js'
import { ManualTimer } from '../support/manual-timer.js'
import { freshFolder, identity } from './data-folders.js'
import { Playing, type Round, turnsIn } from './playing.js'
import { fillOf, orderOf, receiptOf, reportOf, runOf, settlementOf, startOf } from './sealed-cycles.js'

const agents = ['risk', 'strategy', 'rare'] as const

/** A clock by which every look takes a ms: a few cycles are a piece. */
function slowTimer() {
  let nowMs = 0
  return { now: () => nowMs++ }
}

const standing = new ManualTimer()

function pruneAll(database: Database, retention: Retention, keep: Keep): void {
  for (let before = -1; before !== keptIn(database).briefingsFrom + keptIn(database).runsFrom; ) {
    before = keptIn(database).briefingsFrom + keptIn(database).runsFrom
    expect(retention.prune(keep, standing)).toBeUndefined()
  }
}

const count = (database: Database, table: string): number =>
  database.prepare(`SELECT count(*) AS n FROM ${table}`).get().n

const turn = fc.record(
  { memory: fc.nat(3), book: fc.nat(2), settings: fc.nat(2) },
  { requiredKeys: ['book', 'settings'] },
)
const round = fc.record({
  turns: fc
    .tuple(fc.option(turn, { freq: 9 }), fc.option(turn, { freq: 3 }), fc.option(turn, { freq: 1 }))
    .map((turns) => turns.flatMap((made, index) => (made === null ? [] : [{ agent: agents[index] ?? '', ...made }]))),
  closes: fc.boolean(),
})
type Step =
  | { readonly kind: 'round'; readonly made: Round }
  | { readonly kind: 'restart' }
  | { readonly kind: 'prune'; readonly keep: Keep; readonly pieces: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: round.map((made) => ({ kind: 'round' as const, made })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('prune' as const),
      keep: fc.record({ keepRuns: fc.integer({ min: 1, max: 40 }), keepBriefings: fc.integer({ min: 1, max: 20 }) }),
      pieces: fc.integer({ min: 1, max: 12 }),
    }),
  },
)

/** Plays a step on both records, and removes from one of them; what kept it from removing. */
function played(step: Step, pruned: Playing, whole: Playing): readonly string[] {
  switch (step.kind) {
    case 'round':
      for (const playing of [pruned, whole]) playing.play(step.made)
      return []
    case 'restart':
      for (const playing of [pruned, whole]) playing.restart()
      return []
    case 'prune':
      return Array.from({ length: step.pieces }, () => pruned.retention.prune(step.keep, slowTimer()) ?? []).flat()
  }
}

describe('after any removing', () => {
  test('every briefing and proposal that is kept is read as from a record of which nothing was removed', () => {
    let removed = 0
    const steps = fc.array(step, { minLength: 40, maxLength: 110 })
    fc.assert(
      fc.property(steps, (story) => {
        const [pruned, whole] = [new Playing(), new Playing()]
        const faults = story.flatMap((one) => played(one, pruned, whole))
        expect(faults).toEqual([])
        const { runsFrom, briefingsFrom } = keptIn(pruned.database)
        removed += briefingsFrom - 1
        for (let number = 1; number <= pruned.cycles; number++) {
          const id = `c${String(number).padStart(6, '0')}`
          const [left, all] = [pruned, whole].map(({ database }) => runsOfCycle(database, id))
          expect(left).toEqual(number < runsFrom ? [] : all)
          for (const { agent } of left ?? []) {
            const [mine, theirs] = [pruned, whole].map(({ database }) => ({
              briefing: briefingOf(database, id, agent),
              proposal: proposalOf(database, id, agent),
            }))
            const { memory: _, ...proposal } = theirs?.proposal ?? {}
            expect(mine).toEqual(number < briefingsFrom ? { briefing: undefined, proposal } : theirs)
          }
        }
        expect(loadState(pruned.database)).toEqual(loadState(whole.database))
        expect(pruned.database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
        pruned.database.close()
        whole.database.close()
      }),
      { numRuns: 25 },
    )
    expect(removed).toBeGreaterThan(100)
  }, 60_000)
})

/** Cycles of two agents that remember and trade all the time. */
function busy(cycles: number): Playing {
  const playing = new Playing()
  for (let n = 1; n <= cycles; n++) playing.play({ turns: turnsIn(n), closes: n % 3 === 0 })
  return playing
}

describe('removing', () => {
  test('leaves at least as many as are to be kept, and little more', () => {
    const { database, retention } = busy(200)
    pruneAll(database, retention, { keepRuns: 100, keepBriefings: 30 })
    const { runsFrom, briefingsFrom } = keptIn(database)
    expect(200 + 1 - runsFrom).toBeGreaterThanOrEqual(100)
    expect(200 + 1 - runsFrom).toBeLessThan(100 + 16)
    expect(200 + 1 - briefingsFrom).toBeGreaterThanOrEqual(30)
    expect(200 + 1 - briefingsFrom).toBeLessThan(30 + 16)
    expect(count(database, 'cycles')).toBe(200)
    expect(count(database, 'equity')).toBe(200)
    expect(count(database, 'runs')).toBe(2 * (201 - runsFrom))
    expect(count(database, 'observations')).toBeLessThanOrEqual(202 - briefingsFrom)
    expect(count(database, 'round_trips')).toBeLessThanOrEqual((201 - briefingsFrom) / 3 + 6)
    expect(count(database, 'removed_texts')).toBe(2 + 2 + 1)
  })

  test('takes a piece of a few ms at a time of however much there is, and comes to an end', () => {
    const { database, retention } = busy(120)
    const keep = { keepRuns: 10, keepBriefings: 5 }
    const pieces: number[] = []
    for (let from = 0; from !== keptIn(database).briefingsFrom; ) {
      from = keptIn(database).briefingsFrom
      expect(retention.prune(keep, slowTimer())).toBeUndefined()
      pieces.push(keptIn(database).briefingsFrom - from)
    }
    expect(Math.max(...pieces)).toBeLessThan(5)
    expect(pieces.length).toBeGreaterThan(25)
    expect(121 - keptIn(database).briefingsFrom).toBeLessThan(5 + 16)
  })

  test('keeps no settings that nobody is given any more, and those that come back', () => {
    const playing = new Playing()
    const round = (settings: number) => ({ turns: [{ agent: 'risk', book: 0, settings }], closes: false })
    const keep = { keepRuns: 50, keepBriefings: 5 }
    playing.play(round(7))
    for (let n = 0; n < 1100; n++) playing.play(round(8))
    pruneAll(playing.database, playing.retention, keep)
    expect(playing.database.prepare('SELECT json FROM settings').all()).toEqual([{ json: '{"mode":"mode 8"}' }])
    playing.play(round(7)) // by an object that the journal still knows
    for (let n = 0; n < 40; n++) playing.play(round(8))
    pruneAll(playing.database, playing.retention, { ...keep, keepBriefings: 45 })
    expect(briefingOf(playing.database, 'c001102', 'risk')?.settings).toEqual({ mode: 'mode 7' })
    expect(briefingOf(playing.database, 'c001142', 'risk')?.settings).toEqual({ mode: 'mode 8' })
    expect(playing.database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  })

  test('takes no order, fill, latch or cycle, and says of an older cycle since when runs are kept', () => {
    const { database } = openStore({ dataDir: freshFolder(), identity })
    database.exec('PRAGMA synchronous = OFF')
    const journal = createJournal(database)
    for (let n = 1; n <= 60; n++) {
      const cycle = journal.begin(startOf(n))
      const order = orderOf(cycle)
      journal.sent(order)
      journal.filled(fillOf(order), { stop: '47500' })
      const denied = receiptOf(orderOf(cycle, 'strategy', 2), { status: 'denied', code: 'max-order', message: 'no' })
      const failure = { code: 'threw', message: 'down' } as const
      const failed = runOf('slow', { status: 'failed', failure, attempts: [{ number: 1, durationMs: 1, failure }] })
      journal.seal(reportOf(cycle, { runs: [runOf('risk'), failed], settlement: settlementOf({ receipts: [denied] }) }))
    }
    const { desk, tally } = loadState(database)
    pruneAll(database, new Retention(database), { keepRuns: 10, keepBriefings: 10 })
    expect(loadState(database)).toMatchObject({ desk, tally })
    expect([count(database, 'orders'), count(database, 'fills'), count(database, 'equity')]).toEqual([120, 60, 60])
    const { runsFrom } = keptIn(database)
    const keptFrom = `c0000${runsFrom}`
    expect([count(database, 'runs'), count(database, 'attempts')]).toEqual([2 * (61 - runsFrom), 61 - runsFrom])
    expect(wholeCycle(database, 'c000001')).toMatchObject({ runs: [], orders: [{}, {}], runsKeptFrom: keptFrom })
    expect(wholeCycle(database, keptFrom)).toMatchObject({ runs: [{}, {}], attempts: [{}, {}], runsKeptFrom: null })
  })

  test('counts from the last cycle that ended, and leaves one that was interrupted as it is', () => {
    const { database, retention } = busy(40)
    const journal = createJournal(database)
    for (let n = 41; n <= 90; n++) journal.begin(startOf(n)) // none of them sealed
    journal.checkpoint(journal.begin(startOf(91)), runOf('risk'))
    sealInterrupted(database, startOf(92).tick)
    const before = interruptedCycle(database)
    expect(before?.finished.size).toBe(1)
    pruneAll(database, retention, { keepRuns: 20, keepBriefings: 20 })
    expect(keptIn(database).runsFrom).toBeLessThanOrEqual(21)
    expect(runsOfCycle(database, 'c000040')).toHaveLength(2)
    expect(interruptedCycle(database)).toEqual(before)
  })

  test('that cannot be done says why, changes nothing, and is done when it can', () => {
    const { database, retention } = busy(60)
    database.exec('PRAGMA synchronous = FULL') // as every loop has it
    const keep = { keepRuns: 10, keepBriefings: 10 }
    database.exec("CREATE TRIGGER full BEFORE DELETE ON runs BEGIN SELECT raise(ABORT, 'the disk is full'); END")
    expect(retention.prune(keep, standing)).toBe('the disk is full')
    expect(keptIn(database)).toEqual({ runsFrom: 1, briefingsFrom: 1 })
    expect(briefingOf(database, 'c000001', 'risk')).toBeDefined()
    expect(database.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    database.exec('DROP TRIGGER full')
    pruneAll(database, retention, keep)
    expect(runsOfCycle(database, 'c000001')).toEqual([])
  })

  test('gives the space back to the record, which does not grow while it is in order', () => {
    const playing = busy(150)
    const keep = { keepRuns: 100, keepBriefings: 20 }
    const pages = () => playing.database.prepare('PRAGMA page_count').get().page_count
    const round = (n: number) => {
      playing.play({ turns: turnsIn(n), closes: false })
      expect(playing.retention.prune(keep, standing)).toBeUndefined()
    }
    for (let n = 151; n <= 400; n++) round(n)
    const before = pages()
    for (let n = 401; n <= 650; n++) round(n)
    // Cycles and equity are kept for ever, at less than half a page each.
    expect(pages() - before).toBeLessThan(250 / 2)
  })
})
