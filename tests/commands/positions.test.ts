import { describe, expect, test } from 'vitest'
import { run as positions } from '../../src/commands/positions.js'
import { bookedFolder, twoDays } from './booked-folder.js'
import { emptyFolder, widest } from './traded-folder.js'

const dataDir = 'data'
const first = twoDays.slice(0, 1)

describe('positions', () => {
  test('shows what is held, whose it is, what protects it, and the account below, in 80 columns', async () => {
    const { io } = bookedFolder(first)
    expect(await positions({ dataDir }, io)).toBe(0)
    const { out } = io.written
    expect(out.split('\n')[0]).toBe('PAPER MONEY · simulated seed 1 · began with 10,000.00 USDT')
    expect(out).toContain('POSITIONS AT 2026-01-01 20:00:00Z (c000001)')
    expect(out).toMatch(/^ {2}BTC\/USDT +0.02 +50,000.00 +50,000.00 +1,000.00 +0.00 +10.0%$/m)
    expect(out).toMatch(/^ {2}strategy +BTC\/USDT +0.02 +0.00 +47,500.00 +60,000.00 +–$/m)
    expect(out).toMatch(/^ {2}copybot +ETH\/USDT +1 +0.00 +– +– +–$/m)
    expect(out).toMatch(/Positions +4,000.00 USDT\n {2}Unrealised +0.00\n {2}Cash +5,996.00 USDT\n {2}Equity +9,996.00/)
    expect(widest(out)).toBeLessThanOrEqual(80)
  })

  test('prints exact figures as JSON', async () => {
    const { io } = bookedFolder(twoDays)
    await positions({ dataDir, json: true }, io)
    expect(JSON.parse(io.written.out)).toEqual({
      cycleId: 'c000002',
      asOf: '2026-01-02T02:00:00.000Z',
      quote: 'USDT',
      startingCash: '10000',
      cash: '9242.75',
      equity: '9802.75',
      value: '560',
      unrealised: '60',
      fillsSince: 0,
      positions: [
        {
          symbol: 'BTC/USDT',
          quantity: '0.01',
          cost: '500',
          averagePrice: '50000',
          price: '56000',
          value: '560',
          unrealised: '60',
          sharePercent: 5.7127,
          holders: [
            {
              agent: 'strategy',
              quantity: '0.01',
              cost: '500',
              averagePrice: '50000',
              value: '560',
              unrealised: '60',
              sharePercent: 5.7127,
              protect: { stop: '50000' },
            },
          ],
        },
      ],
    })
  })

  test('prints a row a holder as CSV', async () => {
    const { io } = bookedFolder(first)
    await positions({ dataDir, csv: true }, io)
    expect(io.written.out).toBe(
      'symbol,agent,quantity,cost,averagePrice,price,value,unrealised,sharePercent,stop,takeProfit,until\n' +
        'BTC/USDT,strategy,0.02,1000,50000,50000,1000,0,10.004,47500,60000,\n' +
        'ETH/USDT,copybot,1,3000,3000,3000,3000,0,30.012,,,\n',
    )
  })

  test('calls unknown, never 0, what a symbol without a price is worth', async () => {
    const { io } = bookedFolder([{ hour: 20, fills: first[0]?.fills ?? [], prices: { 'BTC/USDT': '50000' } }])
    expect(await positions({ dataDir }, io)).toBe(0)
    expect(io.written.out).toMatch(/^ {2}ETH\/USDT +1 +3,000.00 +unknown +unknown +unknown +unknown$/m)
    expect(io.written.out).toMatch(/^ {2}BTC\/USDT +.* 1,000.00 +0.00 +unknown$/m)
    expect(io.written.out).toMatch(/Positions +unknown\n.*\n.*\n {2}Equity +unknown: no price for ETH\/USDT/)
    io.written.out = ''
    await positions({ dataDir, csv: true }, io)
    expect(io.written.out).toContain('\nETH/USDT,copybot,1,3000,3000,,,,,,,\n')
  })

  test('says that nothing is held, and what there is in cash', async () => {
    const { io } = bookedFolder([{ hour: 0, fills: [], prices: {} }])
    expect(await positions({ dataDir }, io)).toBe(0)
    expect(io.written.out).toMatch(/ {2}Nothing is held.\n\nACCOUNT\n {2}Cash +10,000.00 USDT\n {2}Equity +10,000.00/)
  })

  test('says which fills of a cycle that was killed are not counted yet', async () => {
    const [, second] = twoDays
    const { io } = bookedFolder([...first, { hour: 26, fills: second?.fills ?? [], prices: {}, unsealed: true }])
    await positions({ dataDir }, io)
    expect(io.written.out).toMatch(/^ {2}BTC\/USDT +0.02 /m)
    expect(io.written.out.replaceAll(/\s+/g, ' ')).toContain('▲ 2 fills since c000001 not counted yet')
  })

  test('says so where nothing has run, and prints no rows', async () => {
    const { io } = emptyFolder()
    expect(await positions({ dataDir }, io)).toBe(0)
    expect(io.written.out).toBe('  No cycle has ended on data yet.\n')
    io.written.out = ''
    await positions({ dataDir, csv: true }, io)
    expect(io.written.out.trimEnd().split('\n')).toHaveLength(1)
    io.written.out = ''
    await positions({ dataDir, json: true }, io)
    expect(JSON.parse(io.written.out)).toMatchObject({ equity: null, positions: [] })
  })

  test('prints one format at a time', async () => {
    const { io } = bookedFolder(first)
    await expect(positions({ dataDir, csv: true, json: true }, io)).rejects.toMatchObject({
      code: 2,
      message: '--csv: expected no --json beside it',
    })
  })

  test('refuses a record whose fills do not add up to its account', async () => {
    const { io, database } = bookedFolder(first)
    database.exec("UPDATE fills SET quantity = '2' WHERE symbol = 'BTC/USDT'")
    await expect(positions({ dataDir }, io)).rejects.toMatchObject({
      code: 78,
      message: expect.stringContaining('no fills add up to cash of 5996'),
    })
  })
})
