import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { run, start } from '../support/command.js'
import { noBuiltIns } from '../support/own-agents.js'

type Line = Readonly<Record<string, unknown>>

/** A folder whose agent fails, and says a secret while it does. */
async function folder(): Promise<string> {
  const cwd = await freshDir()
  await mkdir(join(cwd, 'agents'))
  await writeFile(join(cwd, 'agents/leaky.sh'), '#!/bin/sh\necho "denied for $KEY" >&2\nexit 3\n')
  await chmod(join(cwd, 'agents/leaky.sh'), 0o755)
  const leaky = { run: ['agents/leaky.sh'], env: ['KEY'] }
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ agents: { ...noBuiltIns, risk: {}, leaky } }))
  return cwd
}

const secret = 'very"secret\\key'

const parsed = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line) // each must be an object

describe('run --log json', () => {
  it('writes nothing but lines of JSON on stderr and no dashboard on stdout, with every secret masked', async () => {
    const { code, stdout, stderr } = await run(
      await folder(),
      ['--cycle-once', '--log', 'json', '--log-level', 'debug'],
      { KEY: secret },
    )
    expect(code).toBe(22)
    expect(stdout).toBe('')
    const lines = parsed(stderr)
    expect(lines[0]?.['msg']).toMatch(/^SIMULATED MARKET · PAPER MONEY/)
    const failed = lines.find(({ event, agent }) => event === 'run-ended' && agent === 'leaky')
    expect(failed).toMatchObject({ level: 'warn', run: 'c000001/leaky', failure: { code: 'exited' } })
    expect(failed?.['msg']).toContain('[masked]')
    expect(stderr).not.toContain('secret')
    expect(lines.at(-1)).toMatchObject({ event: 'cycle-ended', cycle: 'c000001', status: 'degraded', sealed: true })
  })

  it('still prints the reports that --json asks for on stdout, and writes metrics files', async () => {
    const cwd = await folder()
    const { stdout, stderr } = await run(cwd, ['--cycle-once', '--log', 'json', '--json'], { KEY: secret })
    expect(parsed(stdout)).toMatchObject([{ cycle_id: 'c000001' }])
    expect(parsed(stderr).map(({ event }) => event)).toContain('cycle-ended')
    expect(await readFile(join(cwd, 'data/orchestrator/latest.json'), 'utf8')).toContain('c000001')
  })

  it('logs what it says when it is told to stop', async () => {
    const loop = start(await freshDir(), ['--interval', '1h', '--log', 'json'])
    await loop.printed('cycle-ended')
    loop.child.kill('SIGTERM')
    const { code, stderr } = await loop.ended
    expect(code).toBe(143)
    expect(parsed(stderr).at(-1)).toMatchObject({ level: 'info', msg: expect.stringMatching(/^SIGTERM: stopping/) })
  })
})

describe('run --log-level', () => {
  it('tells attempts in words at debug, and nothing of them at error', async () => {
    const cwd = await folder()
    const debug = await run(cwd, ['--cycle-once', '--log-level', 'debug'], { KEY: secret })
    expect(debug.stderr).toContain('c000001 leaky: attempt 1 begins\n')
    expect(debug.stdout).toContain('PAPER MONEY')
    const error = await run(cwd, ['--cycle-once', '--log-level', 'error'], { KEY: secret })
    expect(error.stderr).toBe('')
  })

  it('is refused for a level or a form that is none', async () => {
    const level = await run(await freshDir(), ['--cycle-once', '--log-level', 'loud'])
    expect([level.code, level.stderr]).toEqual([2, expect.stringContaining('debug, info, warn or error')])
    const form = await run(await freshDir(), ['--cycle-once', '--log', 'xml'])
    expect([form.code, form.stderr]).toEqual([2, expect.stringContaining('text or json')])
  })
})
