import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Receipt } from '../../src/index.js'
import { freshDir } from '../support/candles.js'
import { run, startScript } from '../support/command.js'

const root = join(import.meta.dirname, '../..')
const exec = promisify(execFile)
const hasPython = spawnSync('python3', ['--version']).status === 0

/** As much of what `agents test --json` prints as these tests look at. */
interface Tested {
  readonly passed: boolean
  readonly markets: readonly {
    readonly market: string
    readonly faults: readonly string[]
    readonly receipts: readonly Receipt[]
  }[]
}

/** Runs `agents test`; what it said, and each order as `market: side symbol status`. */
async function tested(cwd: string, name: string) {
  const { code, stdout } = await run(cwd, ['agents', 'test', name, '--json'])
  const { passed, markets }: Tested = JSON.parse(stdout)
  const orders = markets.flatMap(({ market, receipts }) =>
    receipts.map(({ side, symbol, status, code: denial }) => `${market}: ${side} ${symbol} ${denial ?? status}`),
  )
  return { code, passed, faults: markets.flatMap(({ faults }) => faults), orders }
}

let cwd: string
beforeAll(async () => {
  cwd = await freshDir()
  await cp(join(root, 'examples'), cwd, { recursive: true })
})

describe('the example agents', () => {
  it('in TypeScript: passes, and buys in a crash', async () => {
    expect(await tested(cwd, 'dip')).toEqual({
      code: 0,
      passed: true,
      faults: [],
      orders: ['crash: buy ETH/USDT filled', 'crash: buy SOL/USDT filled'],
    })
  })

  it.skipIf(!hasPython)('in Python: passes, buys what rises and sells what falls', async () => {
    const { orders, ...rest } = await tested(cwd, 'momentum')
    expect(rest).toEqual({ code: 0, passed: true, faults: [] })
    expect(orders).toEqual(
      expect.arrayContaining([
        'rising: buy SOL/USDT filled',
        'crash: sell BTC/USDT filled',
        'stale: buy BTC/USDT halted',
      ]),
    )
  })

  it('in shell: passes, buys what rises and sells what falls', async () => {
    const { orders, ...rest } = await tested(cwd, 'pulse')
    expect(rest).toEqual({ code: 0, passed: true, faults: [] })
    expect(orders).toEqual([
      'rising: buy BTC/USDT filled',
      'crash: sell BTC/USDT filled',
      'stale: buy BTC/USDT halted',
      'thirty-bars: buy BTC/USDT filled',
    ])
  })

  it.skipIf(!hasPython)('run beside risk in one cycle, which is kept in their logs', async () => {
    const { code, stdout, stderr } = await run(cwd, ['--cycle-once', '--json', '--data-dir', 'data'])
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const { runs }: { runs: readonly { agent: string; status: string }[] } = JSON.parse(stdout)
    expect(runs.map(({ agent }) => agent)).toEqual(['risk', 'dip', 'momentum', 'pulse'])
    expect(runs.filter(({ status }) => status !== 'success' && status !== 'noop')).toEqual([])
    const logs = await run(cwd, ['logs', '--json', '--data-dir', 'data'])
    const lines = logs.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ agent: 'momentum', stream: 'err', cycleId: 'c000001' }),
        expect.objectContaining({ agent: 'pulse', stream: 'out', cycleId: 'c000001' }),
      ]),
    )
  })

  it.skipIf(!hasPython)('refuse settings with the line of the configuration that holds them', async () => {
    const text = await readFile(join(cwd, 'riskfirst.config.jsonc'), 'utf8')
    const faulty = text.replace('"bars": 24', '"bars": "many"').replace('"percent": 5', '"percent": 500')
    const folder = await freshDir()
    await cp(join(root, 'examples'), folder, { recursive: true })
    await writeFile(join(folder, 'riskfirst.config.jsonc'), faulty)
    const { code, stderr } = await run(folder, ['--cycle-once'])
    expect(stderr).toMatch(/^riskfirst\.config\.jsonc:\d+: agents\.momentum\.settings\.bars: expected a whole number/m)
    expect(stderr).toMatch(/^riskfirst\.config\.jsonc:\d+: agents\.dip\.settings\.percent: expected .* 50/m)
    expect(code).toBe(78)
  })

  it('in TypeScript: has under 40 lines, and the types that the package declares', async () => {
    expect((await readFile(join(root, 'examples/dip.ts'), 'utf8')).split('\n').length).toBeLessThan(40)
    const compilerOptions = { target: 'es2022', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true }
    const project = join(await freshDir(), 'tsconfig.json')
    const typeRoots = [join(root, 'node_modules/@types')]
    const files = [join(root, 'examples/dip.ts')]
    await writeFile(
      project,
      JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node'], typeRoots }, files }),
    )
    await exec(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project])
  })
})

describe('an agent that `agents new` writes', () => {
  it.each(['ts', 'js', 'shell', ...(hasPython ? ['python'] : [])])('passes its test: %s', async (lang) => {
    const folder = await freshDir()
    await writeFile(join(folder, 'riskfirst.config.jsonc'), '{\n  "version": 1\n}\n')
    expect(await run(folder, ['agents', 'new', 'mine', '--lang', lang])).toMatchObject({ code: 0 })
    expect(await tested(folder, 'mine')).toMatchObject({ code: 0, passed: true, faults: [] })
  })

  it('is tested by one’s own tests with riskfirst/testing', async () => {
    const folder = await freshDir()
    await mkdir(join(folder, 'node_modules'))
    await symlink(root, join(folder, 'node_modules/riskfirst'))
    await run(folder, ['agents', 'new', 'mine', '--lang', 'js'])
    await writeFile(join(folder, 'check.mjs'), check)
    const { code, stdout, stderr } = await startScript('check.mjs', [], { cwd: folder }).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trim().split('\n')).toEqual([
      'buy',
      'sell',
      'mine.settings.percent: expected a number, at most 50, got 99',
    ])
  })
})

const check = `
import { briefing, runAgent } from 'riskfirst/testing'
import mine from './agents/mine.js'

const sides = async (told) => (await runAgent(mine, told)).orders.map(({ side }) => side).join()
const crash = briefing('crash', { portfolio: briefing('rising').portfolio })
console.log((await sides(crash)).split(',')[0])
const { portfolio } = briefing('crash')
console.log(await sides(briefing('flat', { portfolio })))
console.log(await runAgent(mine, briefing('flat', { settings: { percent: 99 } })).catch((error) => error.message))
`
