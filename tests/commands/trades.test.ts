import { describe, expect, test } from 'vitest'
import { run as trades } from '../../src/commands/trades.js'
import { bookedFolder, twoDays } from './booked-folder.js'
import { emptyFolder, widest } from './traded-folder.js'

const dataDir = 'data'

/** The client order ids that `trades` prints as JSON for these arguments. */
async function idsOf(args: object): Promise<readonly string[]> {
  const { io } = bookedFolder(twoDays)
  await trades({ dataDir, json: true, ...args }, io)
  return JSON.parse(io.written.out).map(({ clientOrderId }: { clientOrderId: string }) => clientOrderId)
}

describe('trades', () => {
  test('lists fills for people, newest first, with what each sale made, in 80 columns', async () => {
    const { io } = bookedFolder(twoDays)
    expect(await trades({ dataDir }, io)).toBe(0)
    const lines = io.written.out.split('\n')
    expect(lines[0]).toContain('PAPER MONEY')
    expect(lines[4]).toMatch(/^ {2}2026-01-02 02:00:00Z +copybot +sell +ETH\/USDT +1 +2,700.00 +-302.70$/)
    expect(lines[5]).toMatch(/^ {2}2026-01-02 02:00:00Z +strategy +sell +BTC\/USDT +0.01 +55,000.00 +\+49.45$/)
    expect(lines[7]).toMatch(/^ {2}2026-01-01 20:00:00Z +strategy +buy +BTC\/USDT +0.02 +50,000.00 +–$/)
    expect(widest(io.written.out)).toBeLessThanOrEqual(80)
  })

  test('says how many older ones there are', async () => {
    const { io } = bookedFolder(twoDays)
    await trades({ dataDir, limit: '1' }, io)
    expect(io.written.out).toContain('… and 3 older: --limit shows more.')
    expect(io.written.out).not.toContain('strategy')
  })

  test('prints them all for programs, oldest first, in exact figures', async () => {
    const { io } = bookedFolder(twoDays)
    await trades({ dataDir, json: true }, io)
    const all = JSON.parse(io.written.out)
    expect(all).toHaveLength(4)
    expect(all[3]).toEqual({
      clientOrderId: 'c000002-copybot-2',
      cycleId: 'c000002',
      agent: 'copybot',
      origin: 'protection',
      at: '2026-01-02T02:00:00.000Z',
      side: 'sell',
      symbol: 'ETH/USDT',
      quantity: '1',
      price: '2700',
      notional: '2700',
      fee: '2.7',
      cashFlow: '2697.3',
      realised: '-302.7',
      trip: 'lost',
      reason: 'stop at 2700',
    })
    io.written.out = ''
    await trades({ dataDir, csv: true }, io)
    const [header, ...rows] = io.written.out.trimEnd().split('\n')
    expect(header).toMatch(/^at,cycleId,clientOrderId,agent,origin,side,symbol,quantity,price,notional,fee,/)
    expect(rows[0]).toMatch(/^2026-01-01T20:00:00.000Z,c000001,c000001-strategy-1,strategy,agent,buy,BTC\/USDT,0.02,/)
    expect(rows[3]).toMatch(/,2700,2.7,2697.3,-302.7,lost,stop at 2700$/)
  })

  test.each([
    [{ limit: '1' }, ['c000002-copybot-2']],
    [{ symbol: 'ETH/USDT' }, ['c000001-copybot-2', 'c000002-copybot-2']],
    [{ agent: 'strategy' }, ['c000001-strategy-1', 'c000002-strategy-1']],
    [{ since: '2026-01-02' }, ['c000002-strategy-1', 'c000002-copybot-2']],
    [{ since: '2026-01-02T03:00:00+01:00', agent: 'strategy' }, ['c000002-strategy-1']],
    [{ since: '2026-01-02T02:00:01Z' }, []],
  ])('lists only what is asked for with %o, each with what it made of all before it', async (args, ids) => {
    expect(await idsOf(args)).toEqual(ids)
  })

  test('lists the fills of a cycle that was killed', async () => {
    const { io } = bookedFolder(twoDays.map((cycle) => ({ ...cycle, unsealed: true })))
    await trades({ dataDir, json: true }, io)
    expect(JSON.parse(io.written.out)).toHaveLength(4)
  })

  test('has no spreadsheet run what an agent says, and leaves figures figures', async () => {
    const formulas = ['=HYPERLINK("http://evil")', '+1+1', '-1+cmd|calc', '@SUM(A1)', '\t=1', '＝1+1', '-5.5']
    const fills = formulas.map((reason) => ({ side: 'buy', quantity: '0.01', price: '50000', reason }) as const)
    const { io } = bookedFolder([{ hour: 0, fills, prices: { 'BTC/USDT': '50000' } }])
    await trades({ dataDir, csv: true }, io)
    const [, ...rows] = io.written.out.trimEnd().split('\n')
    const reasons = rows.map((row) => row.slice(row.indexOf(',-500,,,') + ',-500,,,'.length)) // a negative cash flow
    expect(reasons).toEqual([
      `"'=HYPERLINK(""http://evil"")"`,
      "'+1+1",
      "'-1+cmd|calc",
      "'@SUM(A1)",
      "'\t=1",
      "'＝1+1",
      '-5.5',
    ])
  })

  test('says so where nothing has run, and where nothing fits', async () => {
    const empty = emptyFolder()
    expect(await trades({ dataDir }, empty.io)).toBe(0)
    expect(empty.io.written.out).toBe('  No cycle has run on data yet.\n')
    const { io } = bookedFolder([{ hour: 0, fills: [], prices: {} }])
    expect(await trades({ dataDir, symbol: 'ANY/USDT' }, io)).toBe(0)
    expect(io.written.out).toContain('No order has been filled that fits.')
  })

  test.each([
    [{ symbol: 'BTC' }, '--symbol: expected BTC/USDT or ETH/USDT, got "BTC"'],
    [{ agent: 'nobody' }, '--agent: expected copybot or risk or strategy, got "nobody"'],
    [{ since: 'yesterday' }, '--since: expected a date or time in ISO form, such as "2022-01-01", got "yesterday"'],
    [{ limit: '0' }, '--limit: expected a whole number of at least 1, got 0'],
    [{ csv: true, json: true }, '--csv: expected no --json beside it'],
  ])('refuses %o', async (args, message) => {
    const { io } = bookedFolder(twoDays)
    await expect(trades({ dataDir, ...args }, io)).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining(message),
    })
  })
})
