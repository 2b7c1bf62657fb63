import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/agents-test.js'
import type { RunRecord } from '../../src/index.js'
import { folder } from '../config/fixture.js'
import { type RecordedIo, recordedIo } from './recorded-io.js'

const { PATH = '' } = process.env

interface Tried {
  readonly market: string
  readonly runs: readonly RunRecord[]
}

/** Surroundings in which `mine` is this shell script. */
function scripted(script: string, entry: object = {}): RecordedIo {
  const agents = { mine: { run: ['sh', 'mine.sh'], timeout: '20s', ...entry } }
  return recordedIo(folder({ 'riskfirst.config.jsonc': JSON.stringify({ agents }), 'mine.sh': script }), { PATH })
}

const test = (io: RecordedIo, name = 'mine') => run({ name, json: true }, io)
const said = (io: RecordedIo) => JSON.parse(io.written.out)

describe('agents test', () => {
  it('passes a built-in agent, and shows what the desk would do', async () => {
    const io = recordedIo(folder())
    expect(await run({ name: 'strategy' }, io)).toBe(0)
    expect(io.written.out).toContain('strategy on 5 textbook markets, twice each; deadline 5m')
    expect(io.written.out).toMatch(/^ {2}crash +● pass/m)
    expect(io.written.out).toMatch(/filled: sell \S+ BTC\/USDT at 5\d{4}/)
    expect(io.written.out).toContain('5 of 5 passed.')
  })

  it('passes the risk agent, which halts on stale data', async () => {
    const io = recordedIo(folder())
    expect(await test(io, 'risk')).toBe(0)
    const { passed, markets } = said(io)
    expect(passed).toBe(true)
    const states: object[] = markets.map(({ market, runs: [first] }: Tried) => [
      market,
      first?.proposal?.verdict?.state,
    ])
    expect(states).toEqual([
      ['rising', 'active'],
      ['crash', 'active'],
      ['flat', 'active'],
      ['stale', 'halted'],
      ['thirty-bars', 'active'],
    ])
  })

  it('says where an agent does not say the same twice, and ends with 22', async () => {
    const io = scripted(`printf '{"summary":"x","metrics":{"pid":%d}}' $$`)
    expect(await test(io)).toBe(22)
    const { passed, markets } = said(io)
    expect(passed).toBe(false)
    expect(markets[0].faults).toEqual([expect.stringMatching(/^metrics\.pid: first \d+, then \d+$/)])
  })

  it('says what failed, once a market', async () => {
    const io = scripted('echo "no model" >&2; exit 3')
    expect(await test(io)).toBe(22)
    const { markets } = said(io)
    expect(markets).toHaveLength(5)
    for (const { faults, runs } of markets) {
      expect(faults).toEqual([expect.stringMatching(/^exited: .*code 3.*no model/)])
      expect(runs).toHaveLength(1)
    }
    expect(io.written.err).toBe('mine │ no model\n'.repeat(5))
  })

  it('holds an agent to its deadline, without retries', async () => {
    const io = scripted('exec sleep 60', { timeout: '100ms', retries: 1 })
    expect(await test(io)).toBe(22)
    for (const { faults, runs } of said(io).markets) {
      expect(faults).toEqual(['timeout: no answer within 0.1 s'])
      expect(runs).toMatchObject([{ status: 'timeout', attempts: [{ number: 1 }] }])
    }
  })

  it.each([
    ['none', '{"summary":"fine"}', 'a critical agent must give a verdict'],
    [
      'one for another cycle',
      '{"summary":"fine","verdict":{"cycleId":"c9","state":"active","reasons":[]}}',
      'its verdict is for cycle "c9", expected "c000001"',
    ],
  ])('wants a verdict of a critical agent: %s', async (_what, answer, fault) => {
    const io = scripted(`printf '%s' '${answer}'`, { phase: 'critical' })
    expect(await test(io)).toBe(22)
    expect(said(io).markets[0].faults).toEqual([fault])
  })

  it('tells which limits would deny its orders, and passes', async () => {
    const order = (notional: string) => `{"symbol":"BTC/USDT","side":"buy","notional":"${notional}","reason":"r"}`
    const io = scripted(`printf '%s' '{"summary":"greedy","orders":[${order('9000')},${order('100')}]}'`)
    expect(await test(io)).toBe(0)
    const [rising, , , stale] = said(io).markets
    expect(rising.receipts).toMatchObject([{ status: 'denied', code: 'max-order' }, { status: 'filled' }])
    expect(stale.receipts).toMatchObject([
      { status: 'denied', code: 'halted' },
      { status: 'denied', code: 'halted' },
    ])
  })

  it('hides secrets in what the agent prints and says', async () => {
    const io = scripted(`echo "key $KEY"; printf '{"summary":"%s"}' "$KEY" >"$RISKFIRST_PROPOSAL"`, { env: ['KEY'] })
    const withKey = { ...io, env: { ...io.env, KEY: 'hunter2hunter2' } }
    expect(await run({ name: 'mine' }, withKey)).toBe(0)
    expect(io.written.out + io.written.err).not.toContain('hunter2hunter2')
    expect(io.written.err).toContain('mine │ key ')
  })

  it('makes no data folder', async () => {
    const io = recordedIo(folder())
    await test(io, 'strategy')
    expect(existsSync(join(io.cwd, 'data'))).toBe(false)
  })

  it('refuses a name that nobody has, with the one that may be meant', async () => {
    await expect(run({ name: 'stratgy' }, recordedIo(folder()))).rejects.toMatchObject({
      code: 2,
      message: 'expected the name of an agent, got "stratgy" (did you mean "strategy"?)',
    })
  })
})
