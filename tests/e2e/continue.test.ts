import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle, start } from '../store/children/bundle.js'
import { freshDir } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { run } from '../support/command.js'
import { recorded } from '../support/record.js'

const off = { enabled: false }
const buy = (symbol: string) => ({ symbol, side: 'buy', notional: '100', reason: 'always' })

/** Says in a file that it has run, and asks for orders. */
const buyer = (name: string, phase: string, symbols: readonly string[]) => ({
  run: ['sh', '-c', `echo ran >> ran-${name}; cat ${name}.json`],
  phase,
  proposal: { summary: 'buys', orders: symbols.map(buy), memory: { by: name } },
})

const buyers = {
  a: buyer('a', 'fast', ['BTC/USDT', 'ETH/USDT']),
  b: buyer('b', 'fast', ['BTC/USDT']),
  c: buyer('c', 'fast', ['SOL/USDT']),
  d: buyer('d', 'slow', ['ETH/USDT']),
}
const orders = ['c000001-a-1', 'c000001-a-2', 'c000001-b-1', 'c000001-c-1', 'c000001-d-1']

let killedCycle: string

beforeAll(async () => {
  killedCycle = await bundle('killed-cycle', join(import.meta.dirname, 'children'))
})

afterAll(() => rmSync(killedCycle))

/** A folder whose first cycle was killed at a moment. */
async function killedAt(moment: string, interval = '15m'): Promise<string> {
  const cwd = await freshDir()
  const entries = Object.entries(buyers).map(([name, { run, phase, proposal }]) => {
    writeFileSync(join(cwd, `${name}.json`), JSON.stringify(proposal))
    return [name, { run, phase }]
  })
  const disabled = ['technical', 'sentiment', 'strategy', 'trading', 'copybot'].map((name) => [name, off])
  const phases = [
    { name: 'critical', mode: 'sequential', gate: true },
    { name: 'fast', mode: 'sequential' },
    { name: 'slow' },
  ]
  const config = { cycle: { interval }, phases, agents: Object.fromEntries([...disabled, ...entries]) }
  writeFileSync(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
  expect(await start(killedCycle, cwd, moment).next()).toBeUndefined()
  return cwd
}

const goOn = (cwd: string, ...more: readonly string[]) => run(cwd, ['run', '--cycles', '1', '--json', ...more])

/** How often each agent ran. */
const runsIn = (cwd: string) =>
  Object.keys(buyers).map((name) => {
    try {
      return readFileSync(join(cwd, `ran-${name}`), 'utf8').split('\n').length - 1
    } catch {
      return 0
    }
  })
const data = (cwd: string) => join(cwd, 'data')
const statuses = (cwd: string) =>
  recorded(data(cwd), 'SELECT client_order_id AS id, status FROM orders ORDER BY client_order_id')
const cycles = (cwd: string) =>
  recorded(data(cwd), 'SELECT id, status FROM cycles ORDER BY number').map(({ id, status }) => `${id} ${status}`)

describe('run --continue', () => {
  it.each([
    { moment: 'begun cycle', ran: [0, 0, 0, 0], lost: [] },
    { moment: 'first agent', ran: [1, 0, 0, 0], lost: [] },
    // The broker never heard of it, and who says so may be wrong: it is not sent again.
    { moment: 'journalled order', ran: [1, 1, 1, 0], lost: ['c000001-a-1'] },
    { moment: 'placed order', ran: [1, 1, 1, 0], lost: [] },
    { moment: 'settled phase', ran: [1, 1, 1, 0], lost: [] },
  ])('finishes a cycle that was killed at: $moment', async ({ moment, ran, lost }) => {
    const cwd = await killedAt(moment)
    expect(runsIn(cwd)).toEqual(ran)
    const { code, stdout, stderr } = await goOn(cwd, '--continue')
    expect(stderr).toContain('c000001 was interrupted by the end of its process; it goes on')
    const report = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(runsIn(cwd)).toEqual([1, 1, 1, 1])
    expect(cycles(cwd)).toEqual(['c000001 success'])
    const ends = orders.map((id) => ({ id, status: lost.includes(id) ? 'rejected' : 'filled' }))
    expect(statuses(cwd)).toEqual(ends)
    expect(
      report.receipts.map(({ clientOrderId: id, status }: Record<string, string>) => ({ id, status })).toSorted(byId),
    ).toEqual(ends)
    expect(bookFaults(data(cwd))).toEqual([])
    expect(recorded(data(cwd), 'SELECT * FROM checkpoints')).toEqual([])
    expect(recorded(data(cwd), "SELECT agent FROM memory WHERE agent <> 'risk'")).toHaveLength(4)
    const told = recorded(data(cwd), 'SELECT agent FROM runs WHERE observation IS NULL OR told_proposals IS NULL')
    expect(told).toEqual([])
    expect((await goOn(cwd, '--continue')).code).toBe(0)
    expect(cycles(cwd)).toEqual(['c000001 success', 'c000002 success'])
  })

  it('begins another one without the flag, and where another one is due by now', async () => {
    for (const [interval, flag, words] of [
      ['15m', '--no-continue', 'it is sealed as such\n'],
      ['1ms', '--continue', 'sealed as such, as its tick is older than the interval\n'],
      ['0s', '--continue', 'sealed as such, as its tick is older than the interval\n'],
    ] as const) {
      const cwd = await killedAt('first agent', interval)
      const { stderr, code } = await goOn(cwd, flag)
      expect([code, stderr]).toEqual([0, expect.stringContaining(words)])
      expect(cycles(cwd)).toEqual(['c000001 interrupted', 'c000002 success'])
      expect(runsIn(cwd)).toEqual([2, 1, 1, 1])
      expect(recorded(data(cwd), 'SELECT * FROM checkpoints')).toEqual([])
    }
  })

  it('finishes none in a dry run, which keeps nothing', async () => {
    const { code, stderr } = await goOn(await freshDir(), '--continue', '--dry-run')
    expect([code, stderr]).toEqual([2, expect.stringContaining('--continue: expected no --dry-run')])
  })
})

const byId = (one: { readonly id?: string | undefined }, other: { readonly id?: string | undefined }) =>
  String(one.id) < String(other.id) ? -1 : 1
