import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../../src/watch/metrics/metrics.js'
import { createTextfile } from '../../../src/watch/metrics/textfile.js'
import { freshDir } from '../../support/candles.js'
import { parseExposition, valueOf } from './exposition.js'
import { lastCycle } from './measured.js'
import { context, ended, overview } from './watched-run.js'

const gone = new AbortController().signal

async function kept(folder?: string) {
  const file = join(folder ?? (await freshDir()), 'riskfirst.prom')
  const parts = context()
  const metrics = await createMetrics(parts.context)
  let told = 0
  let wanted = { times: 0, resolve: () => {} }
  const counted = {
    async text() {
      const text = await metrics.text()
      if (++told >= wanted.times) wanted.resolve()
      return text
    },
  }
  const part = createTextfile(parts.context, { text: () => counted.text(), file })
  /** Resolves when the figures were read so often; each reading ends in a file. */
  const read = (times: number) =>
    new Promise<void>((resolve) => {
      wanted = { times, resolve }
      if (told >= times) resolve()
    })
  return { ...parts, metrics, part, file, read, told: () => told }
}

describe('the textfile', () => {
  it('holds all figures after a cycle, for everyone to read and no one to find half', async () => {
    const umask = process.umask(0o077)
    try {
      const { part, metrics, file } = await kept()
      metrics.onEvent?.(ended())
      part.onEvent?.(ended())
      await part.close?.(undefined, gone)
      const families = parseExposition(await readFile(file, 'utf8'))
      expect([...families.keys()]).toEqual([...parseExposition(await metrics.text()).keys()])
      expect(valueOf(families, 'riskfirst_cycles_ended_total', { status: 'degraded' })).toBe(1)
      expect((await stat(file)).mode & 0o777).toBe(0o644)
      expect(await readdir(join(file, '..'))).toEqual(['riskfirst.prom'])
    } finally {
      process.umask(umask)
    }
  })

  it('is new after a cycle, with what the record tells of it, and every third beat', async () => {
    const { part, timer, told, read } = await kept()
    part.onEvent?.(ended())
    await read(1)
    await timer.advance(2_000)
    part.onOverview?.(overview({ lastSealed: lastCycle(10) }))
    await read(2)
    part.onOverview?.(overview({ lastSealed: lastCycle(10) }))
    for (let beat = 0; beat < 2; beat++) {
      await timer.advance(5_000)
      part.onBeat?.()
    }
    expect(told()).toBe(2)
    await timer.advance(5_000)
    part.onBeat?.()
    await read(3)
    await part.close?.(undefined, gone)
    expect(told()).toBe(4)
  })

  it('is not written for each of a thousand cycles a second, but for the last', async () => {
    const { part, timer, told, read } = await kept()
    for (let cycle = 0; cycle < 1_000; cycle++) part.onEvent?.(ended())
    await read(1)
    expect(told()).toBe(1)
    await timer.advance(5_000)
    part.onBeat?.()
    await read(2)
    await part.close?.({ code: 0 }, gone)
  })

  it('says once that it cannot be written, and is there when it can', async () => {
    const folder = join(await freshDir(), 'missing')
    const { part, said, file, timer, context } = await kept(folder)
    const again = createTextfile(context, { text: () => Promise.resolve('riskfirst 1\n'), file })
    for (let time = 0; time < 3; time++) {
      await timer.advance(5_000)
      await part.close?.(undefined, gone)
    }
    expect(said).toEqual([expect.stringContaining(`metrics: cannot write ${file}: ENOENT`)])
    await mkdir(folder)
    await again.close?.(undefined, gone)
    expect(await readFile(file, 'utf8')).toBe('riskfirst 1\n')
  })

  it('leaves the last whole one where a new one cannot be made', async () => {
    const { part, file, said } = await kept()
    await part.close?.(undefined, gone)
    const before = await readFile(file, 'utf8')
    await rm(file)
    await mkdir(file)
    await writeFile(join(file, 'in the way'), before)
    await part.close?.(undefined, gone)
    expect(said).toHaveLength(1)
    expect(await readdir(file)).toEqual(['in the way'])
  })
})
