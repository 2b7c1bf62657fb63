import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { loadState, sealInterrupted } from '../../src/store/stored-state.js'
import { bundle, start } from './children/bundle.js'
import { freshFolder, identity } from './data-folders.js'
import { startOf } from './sealed-cycles.js'

let runCycles: string

beforeAll(async () => {
  runCycles = await bundle('run-cycles')
})

afterAll(() => rmSync(runCycles))

test('loses nothing that was told as durable and doubles nothing, killed after any step', {
  timeout: 60_000,
}, async () => {
  const dataDir = freshFolder()
  const told = new Set<string>()
  for (const steps of [1, 2, 3, 4, 5, 6, 7, 8, 41, 90]) {
    const child = start(runCycles, dataDir)
    for (let step = 0; step < steps; step++) told.add((await child.next()) ?? 'ended by itself')
    const killed = child.kill()
    for (let line = await child.next(); line !== undefined; line = await child.next()) told.add(line)
    await killed

    const { database, close } = openStore({ dataDir, identity })
    const ids = (sql: string): string[] =>
      database
        .prepare(sql)
        .all()
        .map(({ id }: { id: string }) => id)
    const sealed = ids("SELECT id FROM cycles WHERE status = 'success' ORDER BY number")
    const kept = new Set([
      ...ids("SELECT 'begun ' || id AS id FROM cycles"),
      ...ids("SELECT 'sent ' || cycle_id AS id FROM orders"),
      ...ids("SELECT 'filled ' || cycle_id AS id FROM fills"),
      ...sealed.map((id) => `sealed ${id}`),
    ])
    expect([...told].filter((step) => !kept.has(step))).toEqual([])
    expect(ids('SELECT cycle_id AS id FROM equity')).toEqual(sealed)
    expect(ids('SELECT cycle_id AS id FROM runs GROUP BY cycle_id HAVING count(*) = 2')).toEqual(sealed)
    expect(
      ids(
        "SELECT o.cycle_id AS id FROM orders o LEFT JOIN fills f USING (client_order_id) WHERE (o.status = 'filled') <> (f.price IS NOT NULL)",
      ),
    ).toEqual([])
    const { tally, memory, lastNumber, desk } = loadState(database)
    expect(tally?.cycles ?? 0).toBe(sealed.length)
    expect(memory.get('strategy')).toEqual(sealed.length === 0 ? undefined : { cycle: sealed.at(-1) })
    expect([...desk.fills].length + desk.unconfirmed.length).toBe(
      ids('SELECT client_order_id AS id FROM orders').length,
    )
    sealInterrupted(database, '2026-01-02T00:00:00.000Z')
    expect(createJournal(database).begin(startOf(lastNumber)).number).toBe(lastNumber + 1)
    close()
  }
  expect([...told].filter((step) => step.startsWith('sealed')).length).toBeGreaterThan(20)
})
