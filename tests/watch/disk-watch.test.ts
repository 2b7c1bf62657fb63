import { expect, test } from 'vitest'
import { DiskWatch } from '../../src/watch/disk-watch.js'
import { ManualTimer, settled } from '../support/manual-timer.js'

const GB = 1024 ** 3

test('raises one alert while too little is free, clears it, and looks every 30 s for as long as it is open', async () => {
  const timer = new ManualTimer()
  const free = [2 * GB, GB - 1, GB / 2, 2 * GB, 2 * GB]
  let looks = 0
  let looked = 0
  const disk = new DiskWatch({
    timer,
    folders: () => ({ dataDir: '/data', metricsDir: '/data/orchestrator' }),
    now: () => `2026-01-01T00:0${looks}:00.000Z`,
    cycleId: () => 'c000007',
    looked: () => void looked++,
    look: (folder, metrics) => {
      expect([folder, metrics]).toEqual(['/data', '/data/orchestrator'])
      return Promise.resolve({ free: free[looks++] ?? null, record: 1, logs: 2, metrics: 3 })
    },
  })
  await settled()
  expect(disk.use).toEqual({ free: 2 * GB, record: 1, logs: 2, metrics: 3 })
  expect(disk.alert).toBeUndefined()
  await timer.advance(30_000)
  const raised = { kind: 'disk-low', raisedAt: '2026-01-01T00:02:00.000Z', cycleId: 'c000007' }
  expect(disk.alert).toEqual({ ...raised, message: expect.stringContaining('only 1023 MB are free for /data') })
  const before = disk.alert
  await timer.advance(30_000)
  expect(disk.alert).toBe(before)
  await timer.advance(30_000)
  expect(disk.alert).toBeUndefined()
  expect([looks, looked]).toEqual([4, 4])
  disk.close()
  await timer.advance(120_000)
  expect(looks).toBe(4)
})
