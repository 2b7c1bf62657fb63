import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { run, start } from '../support/command.js'
import { localServer } from '../support/local-server.js'
import { noBuiltIns } from '../support/own-agents.js'

/** A watcher elsewhere, and the paths that it was told, without run ids. */
async function watcher() {
  const told: string[] = []
  const address = await localServer((request, response) => {
    told.push((request.url ?? '').replace(/\?rid=.*/, ''))
    response.end('OK')
  })
  return { told, env: { RISKFIRST__HEARTBEAT__URL: `${address}ping` } }
}

describe('a run with heartbeat.url', () => {
  it('tells the start and the end of a cycle before it ends itself', async () => {
    const { told, env } = await watcher()
    const { code } = await run(await freshDir(), ['--cycle-once'], env)
    expect(code).toBe(0)
    expect(told).toEqual(['/ping/start', '/ping'])
  })

  it('tells a cycle that failed closed', async () => {
    const { told, env } = await watcher()
    const cwd = await freshDir()
    const guard = { run: ['false'], phase: 'critical', retries: 0 }
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ agents: { ...noBuiltIns, guard } }))
    const { code } = await run(cwd, ['--cycle-once'], env)
    expect(code).toBe(21)
    expect(told).toEqual(['/ping/start', '/ping/fail'])
  })

  it('tells a run that ends before its first cycle, as an agent cannot start', async () => {
    const { told, env } = await watcher()
    const cwd = await freshDir()
    const mine = { run: './mine.js' }
    await writeFile(join(cwd, 'mine.js'), 'throw new Error("broken")')
    await writeFile(
      join(cwd, 'riskfirst.config.jsonc'),
      JSON.stringify({ heartbeat: { file: 'alive.json' }, agents: { ...noBuiltIns, risk: {}, mine } }),
    )
    const { code } = await run(cwd, ['--cycle-once'], env)
    expect(code).toBe(78)
    expect(told).toEqual(['/ping/fail'])
    expect(JSON.parse(await readFile(join(cwd, 'alive.json'), 'utf8'))).toMatchObject({
      doing: 'stopped',
      exitCode: 78,
    })
  })

  it('says that the watcher is gone, and trades on', async () => {
    const env = { RISKFIRST__HEARTBEAT__URL: 'http://127.0.0.1:1/secret-check' }
    const { code, stdout, stderr } = await run(await freshDir(), ['--cycles', '3', '--interval', '0', '--json'], env)
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(3)
    expect(stderr).toContain('127.0.0.1:1 cannot be reached')
    expect(stderr).not.toContain('secret-check')
  })
})

describe('a run with heartbeat.file', () => {
  it('leaves it as stopped, with what the last cycle was', async () => {
    const cwd = await freshDir()
    const file = join(cwd, 'heartbeat.json')
    await run(cwd, ['--cycle-once'], { RISKFIRST__HEARTBEAT__FILE: file })
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      doing: 'stopped',
      exitCode: 0,
      cycle: 'c000001',
      status: 'success',
    })
  })

  it('leaves it to grow old when it is killed', async () => {
    const cwd = await freshDir()
    const file = join(cwd, 'heartbeat.json')
    const loop = start(cwd, ['--cycles', '1000', '--interval', '0', '--log', 'json'], {
      RISKFIRST__HEARTBEAT__FILE: file,
    })
    await loop.printed('c000020')
    loop.child.kill('SIGKILL')
    await loop.ended
    const { doing, pid } = JSON.parse(await readFile(file, 'utf8'))
    expect([doing, pid]).toEqual([expect.not.stringMatching('stopped'), loop.child.pid])
  })
})
