import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { run } from '../support/command.js'
import { breachesOf, readTrace } from '../support/trace-rules.js'

const cyclesIn = (path: string) => readTrace(path).flatMap(({ cat, name }) => (cat === 'cycle' ? [name] : []))
const three = ['--cycles', '3', '--interval', '0', '--quiet', '--trace', 'trace.json']

/** Agents that wait for as long as they are told, and say nothing. */
const agentOf = (ms: number, more: object = {}) => ({
  run: ['node', '-e', `setTimeout(() => console.log('{"summary":"done"}'), ${ms})`],
  ...more,
})
const builtIn = ['technical', 'sentiment', 'strategy', 'trading', 'copybot']
const config = (more: object) =>
  JSON.stringify({
    ...more,
    agents: { ...Object.fromEntries(builtIn.map((name) => [name, { enabled: false }])), ...agents },
  })
const agents = {
  slow: agentOf(400, { phase: 'look' }),
  quick: agentOf(1, { phase: 'look' }),
  next: agentOf(1, { phase: 'act', needs: ['quick'] }),
}
const phases = [
  { name: 'critical', mode: 'sequential', gate: true },
  { name: 'look', mode: 'parallel' },
  { name: 'act', mode: 'parallel' },
]

describe('run --trace', () => {
  it('leaves a trace of the cycles that it ran, and goes on with it', async () => {
    const cwd = await freshDir()
    const path = join(cwd, 'trace.json')
    expect(await run(cwd, three)).toMatchObject({ code: 0, stderr: '' })
    expect(cyclesIn(path)).toEqual(['c000001', 'c000002', 'c000003'])
    await run(cwd, three)
    expect(cyclesIn(path)).toHaveLength(6)
    expect(breachesOf(readTrace(path))).toEqual([])
    const runs = readTrace(path).filter(({ cat, ph }) => cat === 'run' && ph === 'X')
    expect(runs).toHaveLength(6 * 6)
    await run(cwd, ['history', '--cycle', 'c000006', '--trace', 'one.json'])
    const names = (file: string, cycle: string) =>
      readTrace(join(cwd, file)).flatMap(({ cat, name, args }) =>
        cat === 'run' && args['cycle'] === cycle ? [name] : [],
      )
    expect(names('one.json', 'c000006').toSorted()).toEqual(names('trace.json', 'c000006').toSorted())
  })

  it('shows that a phase of a pipeline does not wait for the one before it, and that it does elsewhere', async () => {
    const overlap = async (mode: string) => {
      const cwd = await freshDir()
      await writeFile(join(cwd, 'riskfirst.config.jsonc'), config({ phases, orchestrator: { mode } }))
      const { stdout } = await run(cwd, ['--cycle-once', '--trace', 'trace.json'])
      expect(stdout).toMatch(/^ {2}LOOK .*\n[^]*^ {2}ACT /m)
      const events = readTrace(join(cwd, 'trace.json'))
      expect(breachesOf(events)).toEqual([])
      const endOf = (name: string) =>
        events.flatMap((one) => (one.name === name ? [Number(one.ts) + Number(one.dur)] : []))[0]!
      return Number(events.find(({ name }) => name === 'next')?.ts) < endOf('slow')
    }
    expect(await overlap('pipeline')).toBe(true)
    expect(await overlap('dependency')).toBe(false)
  })

  it('does not begin where the file is of another kind or cannot be written', async () => {
    const cwd = await freshDir()
    await writeFile(join(cwd, 'mine.json'), '{}')
    expect(await run(cwd, ['--cycle-once', '--trace', 'mine.json'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--trace: expected a new file or a trace of riskfirst'),
    })
    expect(await run(cwd, ['--cycle-once', '--trace', 'none/here.json'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--trace: expected a file that can be written'),
    })
    expect(existsSync(join(cwd, 'data'))).toBe(false)
  })
})
