import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { briefingOf } from '../../src/store/briefings.js'
import type { Database } from '../../src/store/connection.js'
import { openStore } from '../../src/store/database.js'
import { runsOfCycle } from '../../src/store/queries.js'
import { keptIn } from '../../src/store/retention.js'
import { loadState } from '../../src/store/stored-state.js'
import { bundle, type Child, start } from './children/bundle.js'
import { freshFolder, identity } from './data-folders.js'
import { long } from './playing.js'

let pruneCycles: string

beforeAll(async () => {
  pruneCycles = await bundle('prune-cycles')
})

afterAll(() => rmSync(pruneCycles))

/** Kills it as it begins the nth piece of removing. */
async function killIn(piece: number, child: Child): Promise<void> {
  for (let begun = 0; begun < piece; begun++)
    if ((await child.next()) === undefined) throw new Error('it ended by itself')
  await child.kill()
}

/** What is kept of a sealed cycle. */
function kept(database: Database, id: string) {
  const told = briefingOf(database, id, 'strategy')
  return {
    runs: runsOfCycle(database, id).length,
    cash: told?.portfolio.cash,
    book: told?.portfolio.own.cashFlow,
    memory: told?.memory,
  }
}

test('kill -9 leaves each piece removed whole or not at all, and all that is kept as it was', async () => {
  const dataDir = freshFolder()
  let removed = 0
  for (const piece of [1, 2, 3, 5, 8, 13, 21]) {
    await killIn(piece, start(pruneCycles, dataDir))
    const { database, close } = openStore({ dataDir, identity })
    const { runsFrom, briefingsFrom } = keptIn(database)
    expect(briefingsFrom).toBeGreaterThan(removed)
    removed = briefingsFrom
    const sealed: { number: number; id: string }[] = database
      .prepare("SELECT number, id FROM cycles WHERE status = 'success' ORDER BY number")
      .all()
    const expected = sealed.map(({ number }, index) => {
      const before = sealed[index - 1]?.number
      const told = { cash: number, book: number, memory: before === undefined ? undefined : long(before) }
      const untold = { cash: undefined, book: undefined, memory: undefined }
      return { runs: number < runsFrom ? 0 : 2, ...(number < briefingsFrom ? untold : told) }
    })
    expect(sealed.map(({ id }) => kept(database, id))).toEqual(expected)
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
    expect(loadState(database).memory.get('strategy')).toEqual(long(sealed.at(-1)?.number ?? 0))
    close()
  }
  expect(removed).toBeGreaterThan(100)
}, 60_000)
