import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtinAgents } from '../../src/agents/roster.js'
import { folder } from '../config/fixture.js'
import { type Ended, run } from '../support/command.js'

const secret = 'hunter2hunter2'

/** An agent that tells what it was told, and remembers how often it ran. */
const mine = (word: string) => `
import { defineAgent, z } from 'riskfirst'
export default defineAgent({
  name: 'mine',
  settings: z.strictObject({ key: z.string(), word: z.string() }),
  run: ({ cycle, market, memory = 0, settings, portfolio, proposals, state }) => ({
    summary: \`${word} \${settings.word} \${settings.key.length}\`,
    metrics: { age: market.symbols['BTC/USDT'].ageMs, equity: portfolio.equity, state: state.state },
    data: [cycle, portfolio.own, proposals.risk.summary],
    memory: memory + 1,
  }),
})
`

function surroundings(): string {
  const settings = { key: { env: 'KEY' }, word: 'trend' }
  return folder({
    'riskfirst.config.jsonc': JSON.stringify({ agents: { mine: { run: './mine.ts', settings } } }),
    '.env': `KEY=${secret}\n`,
    'mine.ts': mine('Saw'),
  })
}

/** One agent on what it was told in a cycle. */
const again = (cwd: string, agent: string, cycle: string, ...more: readonly string[]): Promise<Ended> =>
  run(cwd, ['agents', 'run', agent, '--cycle', cycle, '--data-dir', 'kept', ...more])

const lastLine = ({ stdout }: Ended) => stdout.trimEnd().split('\n').at(-1)

describe('a recorded moment', () => {
  let cwd: string
  beforeAll(async () => {
    cwd = surroundings()
    const { code, stderr } = await run(cwd, ['--cycles', '6', '--interval', '0', '--quiet', '--data-dir', 'kept'])
    if (code !== 0) throw new Error(stderr)
  }, 60_000)

  it('gives every agent the same proposal again, and writes nothing', async () => {
    const before = readdirSync(join(cwd, 'kept'), { recursive: true })
    for (const [index, agent] of [...builtinAgents.keys(), 'mine'].entries()) {
      const ended = await again(cwd, agent, `c00000${6 - (index % 3)}`)
      expect([agent, lastLine(ended), ended.code, ended.stderr]).toEqual([agent, 'same proposal', 0, ''])
    }
    expect(readdirSync(join(cwd, 'kept'), { recursive: true })).toEqual(before)
  }, 60_000)

  it('shows what an agent whose code was changed says now beside what it said then', async () => {
    const edited = folder({ 'riskfirst.config.jsonc': readFileSync(join(cwd, 'riskfirst.config.jsonc')) })
    writeFileSync(join(edited, 'mine.ts'), mine('Sees'))
    writeFileSync(join(edited, '.env'), `KEY=${secret}\n`)
    const args = ['agents', 'run', 'mine', '--cycle', 'c000004', '--data-dir', join(cwd, 'kept')]
    const shown = await run(edited, args)
    expect(shown.stdout).toMatch(/≠ {2}summary +Saw trend 14 +Sees trend 14/)
    expect(shown.stdout).toMatch(/^ {5}memory +4 +4$/m)
    expect(lastLine(shown)).toBe('1 difference')
    const { stdout, code } = await run(edited, [...args, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      recorded: { status: 'noop', proposal: { summary: 'Saw trend 14', memory: 4 } },
      now: { status: 'noop', proposal: { summary: 'Sees trend 14', memory: 4 } },
      differences: [{ path: 'summary', recorded: 'Saw trend 14', now: 'Sees trend 14' }],
    })
  }, 60_000)

  it('keeps its settings, whatever the configuration says now, and no secret of them', async () => {
    const config = { agents: { mine: { run: './mine.ts', settings: { key: 'another', word: 'range' } } } }
    const edited = folder({ 'riskfirst.config.jsonc': JSON.stringify(config), 'mine.ts': mine('Saw') })
    const args = ['agents', 'run', 'mine', '--cycle', 'c000001', '--data-dir', join(cwd, 'kept')]
    expect((await run(edited, args)).stdout).toMatch(/≠ {2}summary +Saw trend 14 +Saw trend 7/)
    for (const file of readdirSync(join(cwd, 'kept')).filter((name) => name.includes('.db')))
      expect(readFileSync(join(cwd, 'kept', file)).includes(secret)).toBe(false)
  }, 60_000)

  it.each([
    ['a cycle that is not there', ['mine', 'c000099'], 2, '--cycle: expected a cycle of this folder, got "c000099"'],
    ['an agent that took no part', ['absent', 'c000001'], 2, 'absent did not run in c000001: expected risk or '],
    [
      'another market',
      ['mine', 'c000001', '--config', 'other.jsonc'],
      78,
      'expected simulated seed 1, got simulated seed 2',
    ],
    ['other candles', ['mine', 'c000001', '--config', 'candles.jsonc'], 78, 'with 500 candles and a price of '],
  ])('refuses %s', async (_what, [agent = '', cycle = '', ...more], code, message) => {
    const entries = {
      absent: { enabled: false, use: 'strategy' },
      mine: { run: './mine.ts', settings: { key: 'k', word: 'w' } },
    }
    const config = (market: object) => JSON.stringify({ market, agents: entries })
    writeFileSync(join(cwd, 'other.jsonc'), config({ seed: 2 }))
    writeFileSync(join(cwd, 'candles.jsonc'), config({ lookback: 40 }))
    writeFileSync(join(cwd, 'absent.jsonc'), config({}))
    const ended = await again(cwd, agent, cycle, ...(more.length > 0 ? more : ['--config', 'absent.jsonc']))
    expect([ended.code, ended.stdout]).toEqual([code, ''])
    expect(ended.stderr).toContain(message)
    expect(ended.stderr).not.toMatch(/^\s+at /m)
  })
})
