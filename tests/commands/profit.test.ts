import { describe, expect, test } from 'vitest'
import { run as profit } from '../../src/commands/profit.js'
import { bookedFolder, twoDays } from './booked-folder.js'
import { emptyFolder, widest } from './traded-folder.js'

const dataDir = 'data'

describe('profit', () => {
  test('shows what each agent has made, and what all of them have, in 80 columns', async () => {
    const { io } = bookedFolder(twoDays)
    expect(await profit({ dataDir }, io)).toBe(0)
    const { out } = io.written
    expect(out.split('\n')[2]).toBe('PROFIT BY AGENT AT 2026-01-02 02:00:00Z (c000002)')
    expect(out).toMatch(/^ {2}strategy +2 +0 +0 +\+49.45 +\+60.00 +1.00 +\+108.45$/m)
    expect(out).toMatch(/^ {2}copybot +2 +0 +1 +-302.70 +0.00 +3.00 +-305.70$/m)
    expect(out).toMatch(/^ {2}all +4 +0 +1 +-253.25 +\+60.00 +4.00 +-197.25$/m)
    expect(out).toMatch(/Began with +10,000.00 USDT\n {2}Equity +9,802.75 USDT\n {2}Fees +7.25 USDT/)
    expect(widest(out)).toBeLessThanOrEqual(80)
  })

  test('prints exact figures by symbol as JSON', async () => {
    const { io } = bookedFolder(twoDays)
    await profit({ dataDir, by: 'symbol', json: true }, io)
    const told = JSON.parse(io.written.out)
    expect(told).toMatchObject({ by: 'symbol', startingCash: '10000', equity: '9802.75', fillsSince: 0 })
    expect(told.rows).toEqual([
      {
        name: 'BTC/USDT',
        trades: 2,
        won: 0,
        lost: 0,
        realised: '49.45',
        unrealised: '60',
        buyFees: '1',
        sellFees: '0.55',
        profit: '108.45',
      },
      {
        name: 'ETH/USDT',
        trades: 2,
        won: 0,
        lost: 1,
        realised: '-302.7',
        unrealised: '0',
        buyFees: '3',
        sellFees: '2.7',
        profit: '-305.7',
      },
    ])
    expect(told.total.profit).toBe('-197.25')
  })

  test('prints days as CSV, with losses as figures and the total last', async () => {
    const { io } = bookedFolder(twoDays)
    await profit({ dataDir, by: 'day', csv: true }, io)
    expect(io.written.out).toBe(
      'day,trades,won,lost,realised,unrealised,buyFees,sellFees,profit,equity\n' +
        '2026-01-01,2,0,0,0,0,4,0,-4,9996\n' +
        '2026-01-02,2,0,1,-253.25,60,0,3.25,-193.25,9802.75\n' +
        'TOTAL,4,0,1,-253.25,60,4,3.25,-197.25,9802.75\n',
    )
  })

  test('takes the last cycle of each day for its end, also of days without a trade', async () => {
    const quiet = [
      { hour: 21, fills: [], prices: { 'BTC/USDT': '50000', 'ETH/USDT': '3100' } },
      { hour: 25, fills: [], prices: { 'BTC/USDT': '50000', 'ETH/USDT': '3050' } },
    ]
    const { io } = bookedFolder([...twoDays.slice(0, 1), ...quiet])
    await profit({ dataDir, by: 'day', json: true }, io)
    expect(JSON.parse(io.written.out).rows).toMatchObject([
      { name: '2026-01-01', unrealised: '100', profit: '96', equity: '10096' },
      { name: '2026-01-02', trades: 0, realised: '0', unrealised: '-50', profit: '-50', equity: '10046' },
    ])
  })

  test('says that it cannot tell while something that is held has no price', async () => {
    const { io } = bookedFolder([{ hour: 0, fills: twoDays[0]?.fills ?? [], prices: { 'BTC/USDT': '50000' } }])
    expect(await profit({ dataDir }, io)).toBe(0)
    expect(io.written.out).toMatch(/^ {2}strategy +.* 0.00 +1.00 +-1.00$/m)
    expect(io.written.out).toMatch(/^ {2}copybot +.* unknown +3.00 +unknown$/m)
    expect(io.written.out).toMatch(/^ {2}all +.* unknown +4.00 +unknown$/m)
    expect(io.written.out).toMatch(/Equity +unknown: a held symbol has no price/)
  })

  test('says so where nothing has run, and prints no rows', async () => {
    const { io } = emptyFolder()
    expect(await profit({ dataDir }, io)).toBe(0)
    expect(io.written.out).toBe('  No cycle has ended on data yet.\n')
    io.written.out = ''
    await profit({ dataDir, by: 'day', csv: true }, io)
    expect(io.written.out).toBe('day,trades,won,lost,realised,unrealised,buyFees,sellFees,profit,equity\n')
  })

  test.each([
    [{ by: 'moon' }, '--by: expected agent, symbol or day, got "moon"'],
    [{ csv: true, json: true }, '--csv: expected no --json beside it'],
  ])('refuses %o', async (args, message) => {
    const { io } = bookedFolder(twoDays)
    await expect(profit({ dataDir, ...args }, io)).rejects.toMatchObject({ code: 2, message })
  })
})
