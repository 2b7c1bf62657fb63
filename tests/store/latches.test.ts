import { describe, expect, test } from 'vitest'
import { openStore, openStoreForReading } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { activeLatches } from '../../src/store/latches.js'
import { createMemoryJournal } from '../../src/store/memory-journal.js'
import { addRequest, Requests, recentRequests } from '../../src/store/requests.js'
import { completeResume, rebaseOf, resume } from '../../src/store/resume.js'
import { loadState } from '../../src/store/stored-state.js'
import { freshFolder, identity } from './data-folders.js'
import { dailyLoss, reportOf, settlementOf, startOf } from './sealed-cycles.js'

function opened() {
  const dataDir = freshFolder()
  const { database } = openStore({ dataDir, identity })
  return { dataDir, database, journal: createJournal(database) }
}

const resumption = { who: 'ada', at: '2026-01-01T05:00:00.000Z', reason: 'checked the book' }

describe('a latch', () => {
  test('holds at once, once, and in every later process', () => {
    const { dataDir, database, journal } = opened()
    const cycle = journal.begin(startOf(0))
    journal.latch(cycle, [dailyLoss])
    journal.latch(journal.begin(startOf(1)), [{ ...dailyLoss, message: 'later words' }])
    expect(journal.latched()).toEqual([{ ...dailyLoss, id: 1, cycleId: cycle.id, since: cycle.asOf }])
    database.close()
    const again = openStore({ dataDir, identity })
    expect(createJournal(again.database).latched()).toMatchObject([dailyLoss])
  })

  test('that another process clears is seen when the next cycle begins', () => {
    const { dataDir, journal } = opened()
    journal.latch(journal.begin(startOf(0)), [dailyLoss])
    const other = openStoreForReading(dataDir)!
    resume(other.database, resumption)
    expect(journal.latched()).toHaveLength(1)
    journal.begin(startOf(1))
    expect(journal.latched()).toEqual([])
  })

  test('that is cleared while a cycle runs is not latched again by that cycle, but may be by the next', () => {
    const { database, journal } = opened()
    journal.latch(journal.begin(startOf(0)), [dailyLoss])
    const during = journal.begin(startOf(1))
    resume(database, resumption)
    journal.latch(during, [dailyLoss, { ...dailyLoss, code: 'drawdown' }])
    expect(journal.latched().map(({ code }) => code)).toEqual(['drawdown'])
    journal.latch(journal.begin(startOf(6)), [dailyLoss])
    expect(journal.latched().map(({ code }) => code)).toEqual(['drawdown', 'daily-loss'])
  })

  test('holds in a journal without a disk, too', () => {
    const journal = createMemoryJournal(41)
    const cycle = journal.begin(startOf(0))
    expect(cycle.id).toBe('c000042')
    journal.latch(cycle, [dailyLoss])
    journal.latch(cycle, [{ ...dailyLoss, message: 'later words' }])
    expect(journal.latched()).toEqual([{ ...dailyLoss, id: 1, cycleId: cycle.id, since: cycle.asOf }])
  })
})

describe('resume', () => {
  test('clears what holds with who, when and why, and stays pending until the baselines are re-based', () => {
    const { database, journal } = opened()
    const trend = { code: 'odd', message: 'odd prices', cause: 'breach', latch: true } as const
    journal.latch(journal.begin(startOf(0)), [dailyLoss, trend, { ...dailyLoss, agent: 'other' }])
    const resumed = resume(database, { ...resumption, killSwitch: 'lunch' })
    expect(resumed.latches.map(({ code }) => code)).toEqual(['daily-loss', 'odd', 'daily-loss'])
    expect(resumed.rebase).toEqual(['dayStart'])
    expect(activeLatches(database)).toEqual([])
    expect(database.prepare('SELECT DISTINCT cleared_at, cleared_by, cleared_reason FROM latches').all()).toEqual([
      { cleared_at: resumption.at, cleared_by: 'ada', cleared_reason: 'checked the book' },
    ])
    const [request] = new Requests(database).pending('resume')
    expect(request).toMatchObject({ who: 'ada', details: { rebase: ['dayStart'], killSwitch: 'lunch' } })
    expect(rebaseOf(request!)).toEqual(['dayStart'])
    const after = { name: 'dayStart', equity: '9480', at: startOf(6).asOf } as const
    const rebased = [{ name: 'dayStart', before: { ...after, equity: '10000' }, after }] as const
    completeResume(database, request!, { at: startOf(6).tick, rebased })
    expect(new Requests(database).pending('resume')).toEqual([])
    expect(loadState(database).desk.baselines).toEqual([after])
    expect(recentRequests(database, 1)[0]?.result).toMatchObject([
      { before: { equity: '10000' }, after: { equity: '9480' } },
    ])
  })

  test('is done at once before anything was observed, and records nothing when nothing holds', () => {
    const { database } = opened()
    resume(database, resumption)
    expect(recentRequests(database, 9)).toEqual([])
    resume(database, { ...resumption, killSwitch: 'lunch' })
    expect(recentRequests(database, 9)).toMatchObject([{ kind: 'resume', appliedAt: resumption.at }])
  })

  test('begins a new session with whatever it lifts, once there is one', () => {
    const { database, journal } = opened()
    const baselines = [{ name: 'session', equity: '10000', at: startOf(0).asOf }] as const
    journal.seal(reportOf(journal.begin(startOf(0)), { settlement: settlementOf({ baselines }) }))
    expect(resume(database, resumption).rebase).toEqual([])
    expect(resume(database, { ...resumption, killSwitch: 'lunch' }).rebase).toEqual(['session'])
    journal.latch(journal.begin(startOf(1)), [dailyLoss])
    expect(resume(database, resumption).rebase).toEqual(['dayStart', 'session'])
    expect(new Requests(database).pending('resume').map(rebaseOf)).toEqual([['session'], ['dayStart', 'session']])
  })

  test('lifts a soft limit by a baseline, which may never pass by itself', () => {
    const { database, journal } = opened()
    const baselines = [{ name: 'highWaterMark', equity: '10000', at: startOf(0).asOf }] as const
    const soft = { code: 'drawdown-soft', message: 'near', cause: 'limit', baseline: 'highWaterMark' } as const
    const other = { code: 'exposure-soft', message: 'much', cause: 'limit' } as const
    const reducing = { state: 'reducing', reasons: [soft, other], restrict: [], since: startOf(0).asOf } as const
    journal.seal(reportOf(journal.begin(startOf(0)), { state: reducing, settlement: settlementOf({ baselines }) }))
    const { narrowing, rebase } = resume(database, resumption)
    expect([narrowing.map(({ code }) => code), rebase]).toEqual([['drawdown-soft'], ['highWaterMark', 'session']])
  })

  test('withdraws a flatten that nobody carried out', () => {
    const { database } = opened()
    addRequest(database, { kind: 'flatten', who: 'ada', at: resumption.at })
    expect(resume(database, resumption).withdrawn).toBe(1)
    expect(new Requests(database).pending('flatten')).toEqual([])
  })
})

describe('requests', () => {
  test('wait, oldest first, until they are carried out', () => {
    const { dataDir, database } = opened()
    const other = openStoreForReading(dataDir)!
    const requests = new Requests(database)
    const first = addRequest(other.database, { kind: 'flatten', reason: 'panic', who: 'ada', at: resumption.at })
    addRequest(other.database, { kind: 'flatten', who: 'bob', at: resumption.at })
    addRequest(other.database, { kind: 'stop', who: 'bob', at: resumption.at })
    expect(requests.pending('flatten').map(({ who }) => who)).toEqual(['ada', 'bob'])
    requests.applied(first, { at: resumption.at, result: { sold: 3 } })
    expect(requests.pending('flatten').map(({ who }) => who)).toEqual(['bob'])
    expect(recentRequests(other.database, 9).map(({ result }) => result)).toEqual([null, null, { sold: 3 }])
  })
})
