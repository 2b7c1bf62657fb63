import { readdir, watch, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scenarios } from '../../src/drill/scenarios.js'
import { freshDir } from '../support/candles.js'
import { run, start } from '../support/command.js'
import { witness } from '../support/processes.js'

interface Printed {
  readonly passed: boolean
  readonly scenarios: readonly { readonly name: string; readonly result: string; readonly faults: readonly string[] }[]
}

describe('drill', () => {
  it('shows that every promise holds on the default configuration, and leaves nothing behind', async () => {
    const [cwd, TMPDIR] = [await freshDir(), await freshDir()]
    const { code, stdout, stderr } = await run(cwd, ['drill', '--json'], { TMPDIR })
    const printed: Printed = JSON.parse(stdout)
    expect(printed.scenarios.filter(({ result }) => result !== 'pass')).toEqual([])
    expect(printed.scenarios.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name))
    expect({ code, stderr, passed: printed.passed }).toEqual({ code: 0, stderr: '', passed: true })
    expect([await readdir(cwd), await readdir(TMPDIR)]).toEqual([[], []])
  }, 180_000)

  it('ends with 22 and says what did not hold when an agent of the user refuses', async () => {
    const cwd = await freshDir()
    await writeFile(join(cwd, 'mine.js'), 'export const nothing = 1\n')
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), '{ "agents": { "mine": { "run": "./mine.js" } } }')
    const { code, stdout } = await run(cwd, ['drill', '--only', 'own-agents,risk-throws'])
    expect(code).toBe(22)
    expect(stdout).toMatch(/own-agents +✖ FAIL/)
    expect(stdout).toMatch(/risk-throws +● pass/)
    expect(stdout).toContain('1 of 2 hold, 1 FAILED')
  })

  it('lists the scenarios of a group, and refuses a name that is none with the nearest', async () => {
    const cwd = await freshDir()
    const listed = await run(cwd, ['drill', '--list', '--only', 'clock'])
    expect(listed.stdout.match(/^clock-\w+/gm)).toEqual(['clock-forward', 'clock-back'])
    const refused = await run(cwd, ['drill', '--only', 'clok-back'])
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "clock-back"?') })
  })

  it('keeps its folder when it is told to, and names it', async () => {
    const [cwd, TMPDIR] = [await freshDir(), await freshDir()]
    const { stdout } = await run(cwd, ['drill', '--only', 'risk-throws', '--keep', '--json'], { TMPDIR })
    const { folder }: { readonly folder: string } = JSON.parse(stdout)
    expect(await readdir(join(folder, 'risk-throws', 'data'))).toContain('riskfirst.db')
  })

  it('leaves no process and no folder behind when it is interrupted', async () => {
    const [cwd, TMPDIR] = [await freshDir(), await freshDir()]
    const { path, gone } = await witness()
    const script = `trap '' TERM; exec 9>"${path}"; echo > ready; while :; do sleep 60; done`
    await writeFile(join(cwd, 'deaf.sh'), script)
    const agents = { deaf: { run: ['sh', 'deaf.sh'], keepAlive: true } }
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ agents }))
    const changes = watch(cwd)
    const drill = start(cwd, ['drill'], { TMPDIR })
    for await (const { filename } of changes) if (filename === 'ready') break
    drill.child.kill('SIGINT')
    expect(await drill.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted') })
    await gone
    expect(await readdir(TMPDIR)).toEqual([])
  })
})
