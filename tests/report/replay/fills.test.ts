import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../../src/desk/order.js'
import { Fills } from '../../../src/report/replay/fills.js'
import { fillOf } from '../../../src/report/replay/recorded-fill.js'
import { at, fill, HOUR_MS } from './cycles.js'

const first = at('2022-04-01T00:00')

/** Fills, each an hour after the one before. */
function filled(receipts: readonly Receipt[]): Fills {
  const fills = new Fills(['BTC/USDT', 'ETH/USDT'], HOUR_MS)
  receipts.forEach((receipt, hour) => {
    const atMs = first + hour * HOUR_MS
    const told = fillOf(receipt, { at: new Date(atMs).toISOString(), atMs })
    if (told !== undefined) fills.add(told)
  })
  return fills
}

describe('round trips', () => {
  it('go from flat to flat, in as many fills as it takes', () => {
    // Bought 1 at 100 and 1 at 110, sold 0.5 at 130 and 1.5 at 120: 245 − 210 = 35, after 3 hours.
    const fills = filled([fill('buy', 1, 100), fill('buy', 1, 110), fill('sell', 0.5, 130), fill('sell', 1.5, 120)])
    expect(fills.figures(1000).trades).toEqual({
      closed: 1,
      won: 1,
      win_rate_percent: 100,
      profit_factor: null,
      average_hold_hours: 3,
    })
  })

  it('are judged after fees', () => {
    const fills = filled([fill('buy', 1, 100, { fee: '0.6' }), fill('sell', 1, 101, { fee: '0.6' })])
    expect(fills.figures(1000).trades).toMatchObject({ closed: 1, won: 0, win_rate_percent: 0, profit_factor: 0 })
  })

  it('weigh what was won against what was lost', () => {
    const trips = [110, 130, 80].flatMap((price) => [fill('buy', 1, 100), fill('sell', 1, price)])
    const { trades } = filled(trips).figures(1000)
    expect(trades).toMatchObject({ closed: 3, won: 2, profit_factor: 2, average_hold_hours: 1 })
    expect(trades.win_rate_percent).toBeCloseTo(200 / 3, 10)
  })

  it('are each agent’s and each symbol’s own', () => {
    const fills = filled([
      fill('buy', 1, 100),
      fill('buy', 1, 100, { agent: 'copybot' }),
      fill('buy', 1, 100, { symbol: 'ETH/USDT' }),
      fill('sell', 1, 90, { agent: 'copybot' }),
      fill('sell', 1, 120, { symbol: 'ETH/USDT' }),
    ])
    expect(fills.tradesOf('copybot')).toEqual({ closed: 1, won: 0 })
    expect(fills.tradesOf('trend')).toEqual({ closed: 1, won: 1 })
    expect(fills.tradesOf('nobody')).toEqual({ closed: 0, won: 0 })
  })

  it('close when exactly nothing is left, and an exact zero is no win', () => {
    const fills = filled([fill('buy', 0.1, 1), fill('buy', 0.2, 1), fill('sell', 0.3, 1)])
    expect(fills.figures(1000).trades).toMatchObject({ closed: 1, won: 0, win_rate_percent: 0 })
  })

  it('are not there before one is closed', () => {
    expect(filled([fill('buy', 1, 100)]).figures(1000).trades).toEqual({
      closed: 0,
      won: 0,
      win_rate_percent: null,
      profit_factor: null,
      average_hold_hours: null,
    })
  })
})

describe('fills', () => {
  it('are counted with their fees, and turn the account over', () => {
    const fills = filled([
      fill('buy', 2, 100, { fee: '0.2' }),
      fill('sell', 1, 100, { fee: '0.1' }),
      fill('sell', 1, 100, { status: 'denied' }),
    ])
    const figures = fills.figures(1500)
    expect(figures).toMatchObject({ fills: 2, turnover: 0.2 })
    expect(figures.fees).toBeCloseTo(0.3, 12)
  })

  it('are marked on the chart of their symbol', () => {
    const marks = filled([fill('buy', 2, 100), fill('sell', 1, 90, { symbol: 'ETH/USDT' })]).figures(1).fills_by_symbol
    expect(marks).toEqual({
      'BTC/USDT': [
        {
          at: '2022-04-01T00:00:00.000Z',
          side: 'buy',
          price: 100,
          notional: 200,
          agent: 'trend',
          reason: 'a buy',
          count: 1,
        },
      ],
      'ETH/USDT': [expect.objectContaining({ side: 'sell', price: 90, at: '2022-04-01T01:00:00.000Z' })],
    })
  })

  it('are merged by time and side when they are too many, and none is lost', () => {
    const sides = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 50 })), {
      minLength: 1,
      maxLength: 9000,
      size: 'max',
    })
    fc.assert(
      fc.property(sides, (told) => {
        const receipts = told.map(([isBuy, price]) =>
          fill(isBuy ? 'buy' : 'sell', 1, price, { agent: isBuy ? 'trend' : 'copybot' }),
        )
        const marks = filled(receipts).figures(1).fills_by_symbol['BTC/USDT'] ?? []
        expect(marks.length).toBeLessThanOrEqual(2000)
        expect(marks.map(({ at }) => at)).toEqual(marks.map(({ at }) => at).sort())
        for (const side of ['buy', 'sell'] as const) {
          const mine = marks.filter((mark) => mark.side === side)
          const prices = told.filter(([isBuy]) => isBuy === (side === 'buy')).map(([, price]) => price)
          expect(mine.reduce((sum, { count }) => sum + count, 0)).toBe(prices.length)
          const notional = prices.reduce((sum, price) => sum + price, 0)
          expect(mine.reduce((sum, mark) => sum + mark.notional, 0)).toBeCloseTo(notional, 6)
          for (const { price, count, notional, agent } of mine) {
            expect(price).toBeCloseTo(notional / count, 8)
            expect(agent).toBe(side === 'buy' ? 'trend' : 'copybot')
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  it('of several agents at one time tell them all', () => {
    const many = Array.from({ length: 2002 }, (_, i) => fill('buy', 1, 100, { agent: i % 2 === 0 ? 'a' : 'b' }))
    const [mark] = filled(many).figures(1).fills_by_symbol['BTC/USDT'] ?? []
    expect(mark).toMatchObject({ agent: 'a, b', count: 4 })
  })
})
