import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance, type Baselines, restoreBaselines, storedBaselines } from '../../src/desk/baselines.js'
import { formatValue, parseValue } from '../../src/desk/money.js'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { loadState } from '../../src/store/stored-state.js'
import { freshFolder, identity } from './data-folders.js'
import { reportOf, settlementOf } from './sealed-cycles.js'

const MINUTE_MS = 60_000
const gapMs = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 * MINUTE_MS }) },
  { weight: 2, arbitrary: fc.constantFrom(MINUTE_MS, 5 * MINUTE_MS - 1, 5 * MINUTE_MS, 60 * MINUTE_MS) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 * 60 * MINUTE_MS }) },
)
const look = fc.record({ gapMs, equity: fc.option(fc.integer({ min: 1, max: 99_999 }), { nil: undefined }) })

test('a restart has the baselines and the points of a loop that never ended, from at most one equity in 5 minutes', () => {
  fc.assert(
    fc.property(fc.array(look, { minLength: 1, maxLength: 60 }), (looks) => {
      const dataDir = freshFolder()
      const first = openStore({ dataDir, identity })
      const journal = createJournal(first.database)
      let live: Baselines = { marks: {}, points: [] }
      let atMs = Date.parse('2026-01-01T00:00:00Z')
      for (const { gapMs, equity } of looks) {
        atMs += gapMs
        const at = new Date(atMs).toISOString()
        if (equity !== undefined)
          live = advance(live, { atMs, at, equity: parseValue(String(equity)) }, () => undefined)
        const observed = equity === undefined ? {} : { observedEquity: formatValue(parseValue(String(equity))) }
        const cycle = journal.begin({ tick: at, asOf: at, startedAt: at })
        journal.seal(
          reportOf(cycle, { settlement: settlementOf({ baselines: storedBaselines(live), ...observed }), runs: [] }),
        )
      }
      first.close()

      const { database, close } = openStore({ dataDir, identity })
      const { desk } = loadState(database)
      expect(restoreBaselines(desk)).toEqual(live)
      const times = desk.equity.map(({ at }) => Date.parse(at))
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
      expect(gaps.filter((gap) => gap < 5 * MINUTE_MS)).toEqual([])
      close()
    }),
    { numRuns: 100 },
  )
})
