import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle, start as startChild } from '../store/children/bundle.js'
import { freshDir } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { run, start } from '../support/command.js'
import { recorded } from '../support/record.js'

const off = { enabled: false }
const buy = (symbol: string) => ({ symbol, side: 'buy', notional: '100', reason: 'always' })

let killedClose: string

beforeAll(async () => {
  killedClose = await bundle('killed-close', join(import.meta.dirname, 'children'))
})

afterAll(() => rmSync(killedClose))

/** A folder whose agents buy BTC (both) and ETH (one of them) in every cycle. */
async function buyersFolder() {
  const cwd = await freshDir()
  const proposal = (symbols: readonly string[]) => JSON.stringify({ summary: 'buys', orders: symbols.map(buy) })
  writeFileSync(join(cwd, 'a.json'), proposal(['BTC/USDT', 'ETH/USDT']))
  writeFileSync(join(cwd, 'b.json'), proposal(['BTC/USDT']))
  const disabled = ['technical', 'sentiment', 'strategy', 'trading', 'copybot'].map((name) => [name, off])
  const buyers = ['a', 'b'].map((name) => [name, { run: ['cat', `${name}.json`] }])
  writeFileSync(
    join(cwd, 'riskfirst.config.jsonc'),
    JSON.stringify({ agents: Object.fromEntries([...disabled, ...buyers]) }),
  )
  return { cwd, dataDir: join(cwd, 'data') }
}

const flat = (text: string) => text.replaceAll(/\s+/g, ' ')
const orders = (dataDir: string, cycle: string) =>
  recorded(
    dataDir,
    `SELECT client_order_id AS id, status, code FROM orders WHERE cycle_id = '${cycle}' ORDER BY rowid`,
  ).map(({ id, status, code }) => `${id} ${code ?? status}`)
const sales = (dataDir: string) =>
  recorded(dataDir, "SELECT cycle_id AS cycle, agent, symbol FROM fills WHERE side = 'sell' ORDER BY rowid")
const request = (dataDir: string) =>
  recorded(dataDir, "SELECT who, reason, details, applied_at AS appliedAt, result FROM commands WHERE kind = 'close'")

describe('close', () => {
  it('sells one symbol in a running loop at once, keeps agents from buying it back, and is told everywhere', async () => {
    const { cwd, dataDir } = await buyersFolder()
    const loop = start(cwd, ['--interval', '1h'])
    await loop.printed('METRICS EXPORT')
    expect(await run(cwd, ['close', 'SOL/USDT'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('data holds BTC/USDT, ETH/USDT'),
    })
    const asked = await run(cwd, ['close', 'btc/usdt', '--reason', 'delisted tomorrow'])
    expect(asked).toMatchObject({ code: 0, stderr: '' })
    expect(flat(asked.stdout)).toContain('The running loop sells all BTC/USDT now')
    await loop.printed('Current cycle   2')
    expect(flat((await run(cwd, ['status'])).stdout)).toMatch(/● done close BTC\/USDT by .*: delisted tomorrow/)
    loop.child.kill('SIGTERM')
    const { stdout } = await loop.ended
    expect(stdout).toContain('a (close)')

    expect(orders(dataDir, 'c000002').toSorted()).toEqual([
      'c000002-a-1 restricted',
      'c000002-a-2 filled',
      'c000002-a-close-BTC/USDT filled',
      'c000002-b-1 restricted',
      'c000002-b-close-BTC/USDT filled',
    ])
    const [{ reason, details, appliedAt, result } = {}] = request(dataDir)
    expect([reason, details]).toEqual(['delisted tomorrow', '{"symbol":"BTC/USDT"}'])
    expect(appliedAt).not.toBeNull()
    expect(JSON.parse(String(result))).toMatchObject([{ status: 'filled' }, { status: 'filled' }])
    expect(bookFaults(dataDir)).toEqual([])
  })

  it('is done by the first cycle of the next run when no loop runs, and not again by the second', async () => {
    const { cwd, dataDir } = await buyersFolder()
    await run(cwd, ['--cycle-once'])
    const asked = await run(cwd, ['close', 'ETH/USDT', '--json'])
    expect(JSON.parse(asked.stdout)).toMatchObject({ symbol: 'ETH/USDT', asked: true, running: false })
    expect(await run(cwd, ['--cycles', '2', '--interval', '0'])).toMatchObject({ code: 0 })
    expect(sales(dataDir)).toEqual([{ cycle: 'c000002', agent: 'a', symbol: 'ETH/USDT' }])
    expect(orders(dataDir, 'c000003')).toEqual(['c000003-a-1 filled', 'c000003-a-2 filled', 'c000003-b-1 filled'])
    expect(bookFaults(dataDir)).toEqual([])
  })

  it('sends nothing under HALT: it is refused, and one that waits is withdrawn', async () => {
    const { cwd, dataDir } = await buyersFolder()
    await run(cwd, ['--cycle-once'])
    await run(cwd, ['close', 'BTC/USDT'])
    writeFileSync(join(dataDir, 'HALT'), 'by hand')
    const refused = await run(cwd, ['close', 'ETH/USDT'])
    expect([refused.code, refused.stdout]).toEqual([20, ''])
    expect(flat(refused.stderr)).toMatch(/data is halted \(by hand\).*riskfirst resume/)
    await run(cwd, ['--cycle-once'])
    expect(request(dataDir)).toMatchObject([{ result: expect.stringContaining('withdrawn: HALT is there') }])
    await run(cwd, ['resume', '--reason', 'checked'])
    await run(cwd, ['--cycle-once'])
    expect(sales(dataDir)).toEqual([])
  })

  it('sells what is left after a breach has halted trading', async () => {
    const { cwd, dataDir } = await buyersFolder()
    await run(cwd, ['--cycle-once'])
    const broke = { risk: { settings: { minBalanceUsd: 1_000_000 } } }
    writeFileSync(join(cwd, 'broke.json'), JSON.stringify({ agents: broke }))
    await run(cwd, ['close', 'BTC/USDT'])
    const args = ['--cycle-once', '--config', 'riskfirst.config.jsonc', '--config', 'broke.json']
    expect(await run(cwd, args)).toMatchObject({ code: 20 })
    expect(sales(dataDir).map(({ symbol }) => symbol)).toEqual(['BTC/USDT', 'BTC/USDT'])
    expect(bookFaults(dataDir)).toEqual([])
  })

  it.each(['before', 'after'])(
    'is finished once by the next run after kill -9 %s the broker filled it',
    async (moment) => {
      const { cwd, dataDir } = await buyersFolder()
      expect(await startChild(killedClose, cwd, moment).next()).toBeUndefined()
      expect(request(dataDir)).toMatchObject([{ who: 'ada', appliedAt: null }])
      expect(await run(cwd, ['--cycle-once'])).toMatchObject({ code: 0 })
      const cycle = (agent: string) => (agent === 'a' && moment === 'after' ? 'c000002' : 'c000003')
      expect(sales(dataDir)).toEqual(['a', 'b'].map((agent) => ({ cycle: cycle(agent), agent, symbol: 'BTC/USDT' })))
      expect(request(dataDir)).toMatchObject([{ appliedAt: expect.any(String) }])
      expect(bookFaults(dataDir)).toEqual([])
      expect(await run(cwd, ['--cycle-once'])).toMatchObject({ code: 0 })
      expect(sales(dataDir)).toHaveLength(2)
    },
  )

  it.each(['before', 'after'])(
    'is finished once by run --continue in the cycle that was killed %s the broker filled it',
    async (moment) => {
      const { cwd, dataDir } = await buyersFolder()
      expect(await startChild(killedClose, cwd, moment).next()).toBeUndefined()
      await run(cwd, ['--cycle-once', '--continue'])
      expect(sales(dataDir)).toEqual(['a', 'b'].map((agent) => ({ cycle: 'c000002', agent, symbol: 'BTC/USDT' })))
      expect(orders(dataDir, 'c000002').filter((id) => id.includes('restricted'))).toHaveLength(2)
      expect(request(dataDir)).toMatchObject([{ appliedAt: expect.any(String) }])
      expect(bookFaults(dataDir)).toEqual([])
    },
  )
})
