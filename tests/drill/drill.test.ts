import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { remaining } from '../../src/drill/processes.js'
import { scenarios } from '../../src/drill/scenarios.js'
import { freshDir } from '../support/candles.js'
import { drilled, playedAlone } from './stage.js'

describe('a drill', () => {
  it('names every scenario once', () => {
    const names = scenarios.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('skips what needs an order where the limits let none pass, in the words of the desk', async () => {
    const outcomes = await drilled(['stale-market', 'kill-placed', 'risk-throws'], {
      document: { limits: { maxOrdersPerDay: 0 } },
    })
    const seen = expect.stringContaining('would be buy 1 of the day, over the limit of 0')
    expect(outcomes).toMatchObject([
      { name: 'risk-throws', result: 'pass' },
      { name: 'stale-market', result: 'skipped', seen },
      { name: 'kill-placed', result: 'skipped', seen },
    ])
  })

  it('skips what needs an agent to run where the risk settings let none', async () => {
    const { result, seen } = await playedAlone('clock-back', { document: { broker: { cash: 40 } } })
    expect({ result, seen }).toEqual({
      result: 'skipped',
      seen: 'your risk settings let no agent run: equity 40.00 USDT (minimum 50 USDT): broken',
    })
  })

  it('breaches the limits of the user, and skips that where the limits keep it out of reach', async () => {
    const agents = { risk: { settings: { maxDailyLossPercent: 2 } } }
    expect(await playedAlone('limit-breach', { document: { agents } })).toMatchObject({
      result: 'pass',
      seen: expect.stringMatching(/limit 2 %.*your risk settings/),
    })
    expect(await playedAlone('limit-breach', { document: { limits: { maxPositionPercent: 1 } } })).toMatchObject({
      result: 'skipped',
      seen: expect.stringContaining('broke no limit'),
    })
  })

  it('fails the first row when an agent of the user refuses its settings', async () => {
    const cwd = await freshDir()
    await writeFile(join(cwd, 'mine.js'), 'export const nothing = 1\n')
    const outcome = await playedAlone('own-agents', { cwd, document: { agents: { mine: { run: './mine.js' } } } })
    expect(outcome).toMatchObject({
      result: 'fail',
      seen: 'not ready: mine',
      faults: [expect.stringContaining('agents.mine.run: expected a module whose default export is an agent')],
    })
  })

  it('ends with the reason of its signal, and plays nothing more', async () => {
    const stopping = new AbortController()
    const started: string[] = []
    const ended = drilled(['risk-hangs', 'risk-throws'], {
      signal: stopping.signal,
      onStart({ name }) {
        started.push(name)
        stopping.abort(new Error('enough'))
      },
    })
    await expect(ended).rejects.toThrow('enough')
    expect(started).toHaveLength(1)
  })
})

describe('what is left of processes', () => {
  it('is told of one that lives, and of none that has ended', async () => {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] })
    const pids = [child.pid ?? 0]
    let nowMs = 0
    const flying = {
      now: () => (nowMs += 4000),
      setTimeout: (callback: () => void) => setImmediate(callback),
      clearTimeout() {},
    }
    const options = { timer: flying, signal: new AbortController().signal }
    expect(await remaining(pids, options)).toEqual(pids)
    child.stdin.end()
    await once(child, 'exit')
    expect(await remaining(pids, options)).toEqual([])
  })
})
