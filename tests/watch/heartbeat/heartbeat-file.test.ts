import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createHeartbeatFile } from '../../../src/watch/heartbeat/heartbeat-file.js'
import { freshDir } from '../../support/candles.js'
import { begun, context, ended, sleeping } from './watched.js'

const unclosed = new AbortController().signal
const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

describe('the heartbeat file', () => {
  it('tells after a beat what the loop does, and when it did so last', async () => {
    const file = join(await freshDir(), 'heartbeat.json')
    const { context: given, calendar } = context()
    const part = createHeartbeatFile(given, file)
    part.onEvent?.(begun(7))
    part.onEvent?.(ended(7, 'degraded'))
    part.onEvent?.(sleeping)
    calendar.set(Date.parse('2026-01-01T10:00:05Z'))
    part.onBeat?.()
    await part.close?.(undefined, unclosed)
    expect(await read(file)).toEqual({
      at: '2026-01-01T10:00:05.000Z',
      pid: 4711,
      doing: 'sleeping',
      cycle: 'c000007',
      status: 'degraded',
      state: 'active',
      next: '2026-01-01T10:15:00.000Z',
    })
  })

  it('is whole at any instant, with nothing left beside it', async () => {
    const dir = await freshDir()
    const file = join(dir, 'heartbeat.json')
    const part = createHeartbeatFile(context().context, file)
    part.onBeat?.()
    await part.close?.(undefined, unclosed)
    const seen: unknown[] = []
    for (let number = 1; number <= 200; number++) {
      part.onEvent?.(ended(number))
      if (number % 20 === 0) seen.push(await read(file))
    }
    expect(seen).toEqual(Array.from(seen, () => expect.objectContaining({ pid: 4711 })))
    await part.close?.(undefined, unclosed)
    expect(await read(file)).toMatchObject({ cycle: 'c000200' })
    expect(await readdir(dir)).toEqual(['heartbeat.json'])
  })

  it('is left as stopped with the exit code when the run is over', async () => {
    const file = join(await freshDir(), 'heartbeat.json')
    const part = createHeartbeatFile(context().context, file)
    part.onEvent?.(ended(7, 'halted'))
    await part.close?.({ code: 20 }, unclosed)
    expect(await read(file)).toMatchObject({ doing: 'stopped', exitCode: 20, status: 'halted', next: null })
  })

  it('says once that it cannot be written, and is written when it can', async () => {
    const dir = join(await freshDir(), 'gone')
    const file = join(dir, 'heartbeat.json')
    const { context: given, said } = context()
    const unwritable = createHeartbeatFile(given, file)
    for (let beat = 0; beat < 3; beat++) {
      unwritable.onBeat?.()
      await unwritable.close?.(undefined, unclosed)
    }
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^heartbeat: .*ENOENT/)
    await mkdir(dir)
    unwritable.onBeat?.()
    await unwritable.close?.(undefined, unclosed)
    expect(await read(file)).toMatchObject({ doing: 'starting', cycle: null })
    await rm(dir, { recursive: true })
    unwritable.onBeat?.()
    await unwritable.close?.(undefined, unclosed)
    expect(said).toHaveLength(2)
  })
})
