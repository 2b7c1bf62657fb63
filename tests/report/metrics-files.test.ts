import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Metrics, toMetrics } from '../../src/report/metrics.js'
import { createMetricsFiles } from '../../src/report/metrics-files.js'
import { report } from './reports.js'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'riskfirst-metrics-'))
})
afterEach(() => rm(dir, { recursive: true }))

const at = (timestamp: string): Metrics => ({ ...toMetrics(report()), timestamp })
const minute = (number: number) => at(`2026-01-01T10:${String(number).padStart(2, '0')}:00Z`)
const names = async () => (await readdir(dir)).toSorted()

describe('metrics files', () => {
  it('are named by the end of the cycle, and say where they are and how large', async () => {
    const files = createMetricsFiles({ dir, keep: 10 })
    const { path, bytes } = await files.write(at('2026-01-01T10:06:32Z'))
    expect(path).toBe(join(dir, 'metrics_20260101_100632.json'))
    const text = await readFile(path, 'utf8')
    expect(Buffer.byteLength(text)).toBe(bytes)
    expect(JSON.parse(text)).toEqual(at('2026-01-01T10:06:32Z'))
    expect(await readFile(join(dir, 'latest.json'), 'utf8')).toBe(text)
  })

  it('are made with their folder', async () => {
    const deep = join(dir, 'data', 'orchestrator')
    await createMetricsFiles({ dir: deep, keep: 10 }).write(minute(1))
    expect(await readdir(deep)).toContain('metrics_20260101_100100.json')
  })

  it('get a number when the name is taken, also after a restart', async () => {
    const first = createMetricsFiles({ dir, keep: 10 })
    await first.write(minute(1))
    await first.write(minute(1))
    await createMetricsFiles({ dir, keep: 10 }).write(minute(1))
    expect(await names()).toEqual([
      'latest.json',
      'metrics_20260101_100100.json',
      'metrics_20260101_100100_2.json',
      'metrics_20260101_100100_3.json',
    ])
  })

  it('keep the newest, in the order of their numbers and not of their letters', async () => {
    const files = createMetricsFiles({ dir, keep: 3 })
    for (let i = 0; i < 11; i++) await files.write(minute(1))
    await createMetricsFiles({ dir, keep: 3 }).write(minute(1))
    expect(await names()).toEqual([
      'latest.json',
      'metrics_20260101_100100_10.json',
      'metrics_20260101_100100_11.json',
      'metrics_20260101_100100_12.json',
    ])
  })

  it('written at the same time are all whole, and the last call is the latest', async () => {
    const files = createMetricsFiles({ dir, keep: 100 })
    await Promise.all(Array.from({ length: 20 }, (_, index) => files.write(minute(index))))
    expect(await names()).toHaveLength(21)
    for (const name of await names())
      expect(JSON.parse(await readFile(join(dir, name), 'utf8'))).toHaveProperty('custom')
    expect(JSON.parse(await readFile(join(dir, 'latest.json'), 'utf8'))).toMatchObject({
      timestamp: '2026-01-01T10:19:00Z',
    })
  })

  it('leave corrupt, foreign and unreadable neighbours alone', async () => {
    await writeFile(join(dir, 'metrics_20250101_000000.json'), '{ torn')
    await writeFile(join(dir, 'metrics_of_mine.json'), 'mine')
    await writeFile(join(dir, 'notes.txt.tmp'), 'mine')
    await mkdir(join(dir, 'metrics_20250101_000001.json'))
    const files = createMetricsFiles({ dir, keep: 4 })
    await files.write(minute(1))
    expect(await readFile(join(dir, 'metrics_20250101_000000.json'), 'utf8')).toBe('{ torn')
    await files.write(minute(2))
    await files.write(minute(3))
    await files.write(minute(4))
    expect(await names()).toEqual([
      'latest.json',
      'metrics_20250101_000001.json',
      'metrics_20260101_100100.json',
      'metrics_20260101_100200.json',
      'metrics_20260101_100300.json',
      'metrics_20260101_100400.json',
      'metrics_of_mine.json',
      'notes.txt.tmp',
    ])
  })

  it('that a crash left torn are taken away at the next start', async () => {
    await writeFile(join(dir, 'latest.json.part1'), '{ to')
    await writeFile(join(dir, 'metrics_20250101_000000.json.part2'), '{ to')
    await createMetricsFiles({ dir, keep: 4 }).write(minute(1))
    expect(await names()).toEqual(['latest.json', 'metrics_20260101_100100.json'])
  })

  it('leave nothing behind when they cannot take their name', async () => {
    await mkdir(join(dir, 'latest.json', 'in-the-way'), { recursive: true })
    await expect(createMetricsFiles({ dir, keep: 4 }).write(minute(1))).rejects.toThrow(dir)
    expect(await names()).toEqual(['latest.json', 'metrics_20260101_100100.json'])
  })

  it('are refused with the folder and the reason, and written again once the folder is back', async () => {
    const blocked = join(dir, 'orchestrator')
    await writeFile(blocked, 'a file where the folder belongs')
    const files = createMetricsFiles({ dir: blocked, keep: 4 })
    await expect(files.write(minute(1))).rejects.toThrow(
      `metrics folder "${blocked}": expected a folder that can be written, got EEXIST`,
    )
    await rm(blocked)
    await expect(files.write(minute(2))).resolves.toMatchObject({
      path: join(blocked, 'metrics_20260101_100200.json'),
    })
  })
})
