import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diskLowWords, diskUse, LEAST_FREE_BYTES } from '../../src/store/disk-use.js'
import { folder } from '../config/fixture.js'

const bytes = (count: number) => 'x'.repeat(count)

test('the record, logs and metrics of a data folder are told apart', async () => {
  const dataDir = folder({
    'riskfirst.db': bytes(1000),
    'riskfirst.db-wal': bytes(200),
    'riskfirst.db.v3.bak': bytes(50),
    'paper-broker.db': bytes(30),
    'lock.db': bytes(7),
    'logs/mine.log': bytes(11),
    'logs/mine.log.1': bytes(22),
    'orchestrator/latest.json': bytes(5),
    'replays/a/riskfirst.db': bytes(9999),
  })
  const use = await diskUse(dataDir, join(dataDir, 'orchestrator'))
  expect(use).toEqual({ free: expect.any(Number), record: 1280, logs: 33, metrics: 5 })
  expect(use.free).toBeGreaterThan(0)
})

test('what is not there, no folder, or leads nowhere counts nothing, and never rejects', async () => {
  const dataDir = folder({ logs: 'a file', 'riskfirst.db': bytes(3) })
  symlinkSync(join(dataDir, 'nowhere'), join(dataDir, 'riskfirst.db-wal'))
  mkdirSync(join(dataDir, 'riskfirst.db-shm'))
  const nowhere = { free: expect.any(Number), record: 0, logs: 0, metrics: 0 }
  expect(await diskUse(dataDir, join(dataDir, 'missing'))).toEqual({ ...nowhere, record: 3 })
  expect(await diskUse(join(dataDir, 'not/made/yet'), dataDir)).toEqual({ ...nowhere, metrics: 7 + 2 })
  writeFileSync(join(dataDir, 'file'), '')
  expect(await diskUse('/proc/nothing', join(dataDir, 'file'))).toMatchObject({ record: 0, logs: 0, metrics: 0 })
})

test('too little is what is under 1 GB, and told with the folder; an unknown amount is not too little', () => {
  expect(diskLowWords('/data', { free: LEAST_FREE_BYTES })).toBeUndefined()
  expect(diskLowWords('/data', { free: null })).toBeUndefined()
  expect(diskLowWords('/data', { free: 812.7 * 1024 ** 2 })).toBe(
    'only 812 MB are free for /data: a cycle that cannot be recorded fails closed',
  )
})
