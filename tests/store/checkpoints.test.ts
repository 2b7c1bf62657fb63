import { expect, test } from 'vitest'
import { interruptedCycle } from '../../src/store/checkpoints.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { marketOutline } from '../../src/store/market-outline.js'
import { sealInterrupted } from '../../src/store/stored-state.js'
import { market, portfolio, symbolView } from '../support/briefing.js'
import { freshFolder, identity } from './data-folders.js'
import { reportOf, runOf, startOf } from './sealed-cycles.js'

function opened(checkpoints = true) {
  const { database } = openStore({ dataDir: freshFolder(), identity })
  const mask = (text: string) => text.replaceAll('sesame', '***')
  const journal = createJournal(database, { mask, checkpoints })
  const kept = (): number => database.prepare('SELECT count(*) AS n FROM checkpoints').get().n
  return { database, journal, kept }
}

const found = '2026-01-01T05:00:00.000Z'

test('keep what agents came to, and no secret of their settings, until the cycle is sealed', () => {
  const { database, journal, kept } = opened()
  const cycle = journal.begin(startOf(0))
  const told = {
    cycle,
    attempt: 1,
    settings: { key: 'sesame' },
    market: market(symbolView('BTC/USDT', [1, 2, 3])),
    portfolio: portfolio(),
    proposals: { risk: { summary: 'all is well' } },
  }
  const record = runOf('mine', { briefing: told, proposal: { summary: 'fine', memory: { open: 1 } } })
  journal.checkpoint(cycle, record)
  journal.checkpoint(cycle, record)
  expect(JSON.stringify(database.prepare('SELECT * FROM checkpoints').all())).not.toContain('sesame')
  expect(interruptedCycle(database)).toBeUndefined()
  sealInterrupted(database, found)
  const interrupted = interruptedCycle(database)
  expect(interrupted).toMatchObject({ cycle, startedAt: startOf(0).startedAt })
  expect([...(interrupted?.finished.values() ?? [])]).toMatchObject([{ agent: 'mine', proposal: record.proposal }])
  expect(journal.begin({ ...startOf(1), interrupted: cycle })).toEqual(cycle)
  journal.seal(reportOf(cycle, { runs: [...(interrupted?.finished.values() ?? [])] }))
  expect(database.prepare('SELECT market FROM observations').all()).toEqual([{ market: marketOutline(told.market) }])
  expect(kept()).toBe(0)
  expect(interruptedCycle(database)).toBeUndefined()
})

test('are gone when another cycle begins', () => {
  const { database, journal, kept } = opened()
  const cycle = journal.begin(startOf(0))
  journal.checkpoint(cycle, runOf('mine'))
  sealInterrupted(database, found)
  journal.begin(startOf(1))
  expect(kept()).toBe(0)
  expect(() => journal.begin({ ...startOf(2), interrupted: cycle })).toThrow('c000001 cannot go on')
})

test('are not made where nothing is gone on with', () => {
  const { journal, kept } = opened(false)
  journal.checkpoint(journal.begin(startOf(0)), runOf('mine'))
  expect(kept()).toBe(0)
})
