import { describe, expect, test } from 'vitest'
import { createHousekeeping } from '../../src/commands/housekeeping.js'
import { LEAST_FREE_BYTES } from '../../src/store/disk-use.js'
import { keptIn } from '../../src/store/retention.js'
import { Playing, turnsIn } from '../store/playing.js'
import { ManualTimer, settled } from '../support/manual-timer.js'

const config = () => ({ dataDir: '/data', store: { keepRuns: 100, keepBriefings: 10 } })

/** Housekeeping over a disk that has what the test says, and what it told people. */
function housekeeping({
  trading = { retention: undefined },
  ...more
}: Partial<Parameters<typeof createHousekeeping>[0]> = {}) {
  const timer = new ManualTimer()
  const said: string[] = []
  const looks: string[] = []
  const disk = { free: LEAST_FREE_BYTES as number | null }
  const keeping = createHousekeeping({
    trading,
    config,
    timer,
    say: (text) => said.push(text),
    free(folder) {
      looks.push(folder)
      return Promise.resolve(disk.free)
    },
    ...more,
  })
  const after = async (seconds: number, free?: number | null) => {
    if (free !== undefined) disk.free = free
    timer.block(seconds * 1000)
    keeping.betweenCycles()
    await settled()
  }
  return { after, said, looks }
}

const low = 'only 500 MB are free for /data: a cycle that cannot be recorded fails closed'
const little = 500 * 1024 ** 2

describe('between cycles', () => {
  test('little free space is told once, and again when there was enough meanwhile', async () => {
    const { after, said } = housekeeping()
    await after(0)
    expect(said).toEqual([])
    await after(60, little)
    await after(60, little - 1)
    expect(said).toEqual([low])
    await after(60, LEAST_FREE_BYTES)
    await after(60, little)
    expect(said).toEqual([low, low])
    await after(60, null)
    expect(said).toHaveLength(2)
  })

  test('free space is looked at once a minute at most, and nobody waits for it', async () => {
    let looks = 0
    const { after, said } = housekeeping({
      free() {
        looks += 1
        return new Promise(() => {}) // a disk that does not answer
      },
    })
    await after(0)
    for (let second = 0; second < 59; second++) await after(1)
    expect(looks).toBe(1)
    await after(1)
    expect(looks).toBe(1) // as long as the last look has not ended
    expect(said).toEqual([])
  })

  test('older runs are removed as the configuration in force says', async () => {
    const playing = new Playing()
    for (let n = 1; n <= 40; n++) playing.play({ turns: turnsIn(n), closes: false })
    const { database, retention } = playing
    let keepBriefings = 100
    const { after } = housekeeping({
      trading: { retention },
      config: () => ({ dataDir: '/data', store: { keepRuns: 100, keepBriefings } }),
    })
    await after(1)
    expect(keptIn(database)).toEqual({ runsFrom: 1, briefingsFrom: 1 })
    keepBriefings = 10
    await after(1)
    expect(keptIn(database)).toEqual({ runsFrom: 1, briefingsFrom: 31 })
  })

  test('a record from which nothing can be removed is told once, and tried again after a minute', async () => {
    const playing = new Playing()
    for (let n = 1; n <= 40; n++) playing.play({ turns: turnsIn(n), closes: false })
    const { database, retention } = playing
    database.exec("CREATE TRIGGER full BEFORE UPDATE ON runs BEGIN SELECT raise(ABORT, 'the disk is full'); END")
    const { after, said } = housekeeping({ trading: { retention } })
    for (let second = 0; second < 150; second++) await after(1)
    expect(said).toEqual(['older runs and briefings could not be removed, which is tried again: the disk is full'])
    database.exec('DROP TRIGGER full')
    await after(60)
    expect(keptIn(database).briefingsFrom).toBeGreaterThan(1)
  })
})
