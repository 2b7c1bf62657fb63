import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run as history } from '../../src/commands/history.js'
import { Playing, turnsIn } from '../store/playing.js'
import { ManualTimer } from '../support/manual-timer.js'
import { breachesOf, readTrace } from '../support/trace-rules.js'
import { recordedIo } from './recorded-io.js'
import { emptyFolder, haltedFolder, tradedFolder, widest } from './traded-folder.js'

const dataDir = 'data'

describe('history', () => {
  test('lists cycles, newest first, in 80 columns', async () => {
    const { io } = haltedFolder()
    expect(await history({ dataDir, limit: 2 }, io)).toBe(0)
    const lines = io.written.out.trimEnd().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toContain('PAPER MONEY')
    expect(lines[3]).toMatch(/^ +c000003 +2026-01-01 02:00:00Z +✖ halted +✖ HALTED +0 +0 +42ms$/)
    expect(lines[4]).toMatch(/^ +c000002 .*▲ degraded/)
    expect(widest(io.written.out)).toBeLessThanOrEqual(80)
  })

  test('shows one cycle whole: runs, orders and why they were denied', async () => {
    const { io } = tradedFolder()
    await history({ dataDir, cycle: 'c000001' }, io)
    expect(io.written.out).toContain('CYCLE c000001')
    expect(io.written.out).toContain('strategy has spoken.')
    expect(io.written.out).toContain('● filled c000001-strategy-1: buy 0.01 BTC/USDT at 50,025.00.')
    expect(io.written.out).toContain('✖ denied c000001-strategy-2: buy 0.01 BTC/USDT. BTC/USDT would be 31.5 % of')
    expect(widest(io.written.out)).toBeLessThanOrEqual(80)
  })

  test('shows when each agent of a cycle ran, and what running side by side was worth', async () => {
    const { io } = tradedFolder()
    await history({ dataDir, cycle: 'c000001' }, io)
    expect(io.written.out).toMatch(/^SCHEDULE\n.*\n {2}CRITICAL .*\n {2}risk .*█.* ● success +20ms\n {2}PARALLEL /m)
    expect(io.written.out).toMatch(/^SUMMARY\n {2}Agents +2\n {2}Succeeded +2\n {2}Failed +0\n/m)
    expect(io.written.out).toMatch(/Time saved +none: 1ms more than the agents took$/m)
    await history({ dataDir, cycle: 'c000002', json: true }, io)
    expect(JSON.parse(io.written.out.slice(io.written.out.indexOf('\n{')))).toMatchObject({
      runs: [{}, {}, { agent: 'slow' }],
      summary: { agents: 3, succeeded: 2, failed: 1, timeSavedMs: null, speedup: null, phases: 2 },
    })
  })

  test('of one agent in a cycle shows no schedule, and claims nothing of the whole', async () => {
    const { io } = tradedFolder()
    await history({ dataDir, cycle: 'c000001', agent: 'strategy' }, io)
    expect(io.written.out).not.toMatch(/SCHEDULE|SUMMARY/)
  })

  test('writes the whole cycle as a trace, and never over a file of another kind', async () => {
    const { io } = tradedFolder()
    const args = { dataDir, cycle: 'c000002', agent: 'slow', trace: 'trace.json' }
    expect(await history(args, io)).toBe(0)
    const events = readTrace(join(io.cwd, 'trace.json'))
    expect(breachesOf(events)).toEqual([])
    expect(events.flatMap(({ cat, name }) => (cat === 'run' ? [name] : []))).toEqual(['risk', 'strategy', 'slow'])
    expect(events.find(({ name, args }) => name === 'attempt 1' && args['agent'] === 'slow')?.args).toMatchObject({
      code: 'timeout',
      failure: 'no answer within 300 s',
    })
    expect(io.written.err).toBe('wrote trace.json: open it in chrome://tracing or ui.perfetto.dev\n')
    writeFileSync(join(io.cwd, 'mine.json'), '{}')
    await expect(history({ ...args, trace: 'mine.json' }, io)).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('--trace: expected a new file or a trace of riskfirst'),
    })
    await expect(history({ ...args, trace: 'none/here.json' }, io)).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('--trace: expected a file that can be written, got ENOENT'),
    })
  })

  test('shows the failed attempts of a cycle', async () => {
    const { io } = tradedFolder()
    await history({ dataDir, cycle: 'c000002' }, io)
    expect(io.written.out).toContain('slow, attempt 1, after 20ms: no answer within 300 s')
  })

  test('lists the runs of one agent', async () => {
    const { io } = tradedFolder()
    await history({ dataDir, agent: 'strategy' }, io)
    const [, , , second, first] = io.written.out.split('\n')
    expect(second).toMatch(/c000002 .*● no-op .*No trend\./)
    expect(first).toMatch(/c000001 .*● success .*strategy has spoken\./)
  })

  test('prints JSON with everything that is recorded', async () => {
    const { io } = tradedFolder()
    await history({ dataDir, cycle: 'c000001', agent: 'strategy', json: true }, io)
    const cycle = JSON.parse(io.written.out)
    expect(cycle.runs).toMatchObject([{ agent: 'strategy', proposal: { summary: 'strategy has spoken.' } }])
    expect(cycle.orders).toMatchObject([{ cashFlow: '-500.75025' }, { code: 'max-position', limit: 30 }])
  })

  test('says so where nothing has run', async () => {
    const { io } = emptyFolder()
    expect(await history({ dataDir }, io)).toBe(0)
    expect(io.written.out).toContain('No cycle has run on data yet.')
  })

  test.each([
    [{ cycle: 'c999999' }, '--cycle: expected a cycle of this folder, got "c999999"'],
    [{ agent: 'nobody' }, '--agent: expected risk or slow or strategy, got "nobody"'],
    [{ trace: 'trace.json' }, '--trace: expected --cycle beside it'],
    [{ limit: 0 }, '--limit: expected a whole number of at least 1, got 0'],
    [{ limit: Number.NaN }, '--limit: expected a whole number'],
    [{ cycle: ['a', 'b'] }, '--cycle: expected a name'],
  ])('refuses %o', (args, message) => {
    const { io } = tradedFolder()
    expect(() => history({ dataDir, ...args }, io)).toThrow(
      expect.objectContaining({ code: 2, message: expect.stringContaining(message) }),
    )
  })

  test('of a cycle whose runs were removed says so, and since which cycle they are kept', async () => {
    const { io, dataDir: folder } = emptyFolder()
    const playing = new Playing(folder)
    for (let n = 1; n <= 40; n++) playing.play({ turns: turnsIn(n), closes: false })
    playing.retention.prune({ keepRuns: 10, keepBriefings: 10 }, new ManualTimer())
    const asked = async (args: object) => {
      const asking = recordedIo(io.cwd)
      await history({ dataDir, ...args }, asking)
      return asking.written.out
    }
    const shown = await asked({ cycle: 'c000030' })
    expect(shown).toContain('Its runs are no longer kept (store.keepRuns); those since c000031 are.')
    expect(shown).not.toMatch(/RUNS|SCHEDULE|SUMMARY/)
    const json = await asked({ cycle: 'c000030', json: true })
    expect(JSON.parse(json)).toMatchObject({ id: 'c000030', runs: [], attempts: [], runsKeptFrom: 'c000031' })
    expect(await asked({ cycle: 'c000031' })).toMatch(/RUNS\n/)
    expect((await asked({ agent: 'risk', limit: 99 })).trimEnd().split('\n')).toHaveLength(3 + 10)
    expect((await asked({ limit: 99 })).trimEnd().split('\n')).toHaveLength(3 + 40)
    await expect(history({ dataDir, cycle: 'c000030', trace: 'a.json' }, io)).rejects.toThrow(
      '--trace: c000030 is too old. Its runs are no longer kept',
    )
  })
})
