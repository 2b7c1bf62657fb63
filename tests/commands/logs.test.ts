import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Io } from '../../src/commands/io.js'
import { run } from '../../src/commands/logs.js'
import { createAgentLogs } from '../../src/report/agent-logs.js'
import { freshDir } from '../support/candles.js'
import { type RecordedIo, recordedIo } from './recorded-io.js'

const hourMs = 3_600_000

let cwd: string
let io: RecordedIo

beforeEach(async () => {
  cwd = await freshDir()
  io = recordedIo(cwd)
})

const show = (args: object = {}, through: Io = io) => run({ dataDir: 'data', ...args }, through)

/** Lines of two agents: an hour-old one, and two of now. */
function printed(): void {
  let nowMs = Date.now() - hourMs
  const logs = createAgentLogs({ dir: join(cwd, 'data/logs'), calendar: { now: () => nowMs } })
  logs.write({ agent: 'momentum', stream: 'out', cycleId: 'c000001', attempt: 1, text: 'old' })
  nowMs += hourMs
  logs.write({ agent: 'pulse', stream: 'err', cycleId: 'c000002', attempt: 2, text: '  at line 3' })
  nowMs += 1
  logs.write({ agent: 'momentum', stream: 'out', text: 'ready' })
  logs.close()
}

describe('logs', () => {
  it('shows what all agents printed, by time, with err lines marked', async () => {
    printed()
    expect(await show()).toBe(0)
    expect(io.written.out.replaceAll(/^\S+ \S+Z/gm, 'T')).toBe(
      [
        'T  momentum  c000001         old',
        'T  pulse     c000002#2  err    at line 3',
        'T  momentum  –               ready',
        '',
      ].join('\n'),
    )
    expect(io.written.err).toBe('')
  })

  it.each([
    [{ agent: 'pulse' }, ['  at line 3']],
    [{ cycle: 'c000001' }, ['old']],
    [{ since: '30m' }, ['  at line 3', 'ready']],
    [{ since: '30m', agent: 'momentum' }, ['ready']],
  ])('shows as much as is asked for: %j', async (args, expected) => {
    printed()
    await show({ ...args, json: true })
    const lines = io.written.out.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).text)).toEqual(expected)
  })

  it('prints every field as JSON', async () => {
    printed()
    await show({ json: true, cycle: 'c000002' })
    expect(JSON.parse(io.written.out)).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      agent: 'pulse',
      cycleId: 'c000002',
      attempt: 2,
      stream: 'err',
      text: '  at line 3',
    })
  })

  it('colours err lines on a terminal alone', async () => {
    printed()
    await show({ cycle: 'c000002' }, { ...io, stdout: { ...io.stdout, colours: true } })
    expect(io.written.out).toContain('\u001b[35merr    at line 3\u001b[39m')
  })

  it('says that there is nothing, and why', async () => {
    await show()
    printed()
    await show({ agent: 'momentun' })
    await show({ cycle: 'c000009' })
    expect(io.written.out).toBe('')
    expect(io.written.err.trim().split('\n')).toEqual([
      'no agent with a process has printed anything yet',
      'momentun has printed nothing yet (did you mean "momentum"?)',
      'nothing was printed then; without --since and --cycle there is more',
    ])
  })

  it('follows until a signal', async () => {
    printed()
    let signal: (name: 'SIGINT') => void = () => {}
    let seen: (text: string) => void = () => {}
    const stdout = { ...io.stdout, write: (text: string) => seen(text) }
    const onSignal: Io['onSignal'] = (listener) => {
      signal = listener
      return () => {}
    }
    const next = () => new Promise<string>((resolve) => (seen = resolve))
    const first = next()
    const ended = show({ follow: true, json: true }, { ...io, stdout, onSignal })
    expect((await first).split('\n')).toHaveLength(4)
    const second = next()
    printed()
    expect(JSON.parse((await second).split('\n')[0] ?? '')).toMatchObject({ text: 'old' })
    signal('SIGINT')
    expect(await ended).toBe(130)
  })

  it.each([
    [{ agent: '../../etc/passwd' }, 'a name of lower-case letters'],
    [{ since: 'yesterday' }, '--since: expected a duration such as "30s", got "yesterday"'],
    [{ cycle: '' }, '--cycle: expected the id of a cycle'],
  ])('refuses %j', async (args, message) => {
    await expect(show(args)).rejects.toMatchObject({ code: 2, message: expect.stringContaining(message) })
  })
})
