import { describe, expect, it } from 'vitest'
import { formatAmount, parseAmount } from '../../src/desk/money.js'
import type { Receipt } from '../../src/desk/order.js'
import {
  active,
  brokerOrder,
  buy,
  DAY_MS,
  defaultLimits,
  HOUR_MS,
  halted,
  identityFaults,
  looseLimits,
  outcomes,
  reducing,
  sell,
  World,
} from './fixture.js'

const BTC = 'BTC/USDT'
const ETH = 'ETH/USDT'

/** A world whose agent `a` holds just under 30 % of equity in BTC, bought in three cycles. */
async function fullPosition(protect?: { stop?: string; takeProfit?: string }, { dryRun = false } = {}) {
  const world = new World({ prices: { [BTC]: 100, [ETH]: 10 }, dryRun })
  for (let part = 0; part < 3; part++) {
    await world.observe()
    const receipts = await world.settle({ a: [buy(BTC, '9.9', protect === undefined ? {} : { protect })] })
    expect(outcomes(receipts)).toEqual([dryRun ? 'dry-run' : 'filled'])
  }
  return world
}

describe('a full position', () => {
  it.each([
    ['active', active],
    ['reducing', reducing],
  ])('closes in one settle while %s, in parts under the order maximum', async (_, state) => {
    const world = await fullPosition()
    await world.observe()
    const receipts = await world.settle({ a: [sell(BTC, '29.7')] }, state)
    expect(receipts.map(({ clientOrderId, status }) => `${clientOrderId} ${status}`)).toEqual([
      'c4-a-1 filled',
      'c4-a-1.2 filled',
      'c4-a-1.3 filled',
    ])
    expect(world.account.positions).toEqual([])
    expect(identityFaults(world.account)).toEqual([])
  })

  it('closes by its stop at observe, before any agent, and only once', async () => {
    const world = await fullPosition({ stop: '80' })
    world.prices[BTC] = 70
    const receipts = await world.observe()
    expect(new Set(outcomes(receipts))).toEqual(new Set(['filled']))
    expect(receipts[0]).toMatchObject({ clientOrderId: `c4-a-stop-${BTC}`, origin: 'protection', reason: 'stop at 80' })
    expect(world.account.positions).toEqual([])
    expect(world.journal.protections.size).toBe(0)
    expect(await world.observe()).toEqual([])
  })

  it('keeps the book that was stopped out from buying back in the same cycle, and no other', async () => {
    const world = await fullPosition({ stop: '80' })
    world.prices[BTC] = 70
    await world.observe()
    const receipts = await world.settle({ a: [buy(BTC, '1')], b: [buy(BTC, '1')] })
    expect(receipts.map(({ agent, code, status }) => `${agent} ${code ?? status}`)).toEqual([
      'a restricted',
      'b filled',
    ])
    await world.observe()
    expect(outcomes(await world.settle({ a: [buy(BTC, '1')] }))).toEqual(['filled'])
  })

  it('closes whatever the limits say', async () => {
    const world = await fullPosition()
    const nothing = { maxOrderUsd: 1, maxOrdersPerCycle: 0, maxOrdersPerDay: 0, maxTurnoverPercentPerDay: 0 }
    world.desk.setLimits({ ...defaultLimits, ...nothing, minOrderUsd: 5000, maxDeviationPercent: 0 })
    await world.observe()
    world.prices[BTC] = 50
    const receipts = await world.settle({ a: [sell(BTC, '29.7')] }, reducing)
    expect(receipts.length).toBe(100)
    expect(world.account.positions).toEqual([])
  })

  it('is not sold while halted, nor by a suspect price', async () => {
    const world = await fullPosition({ stop: '80' })
    world.prices[BTC] = 1
    expect(await world.observe({ [BTC]: { last: 1, condition: 'suspect', reason: 'fell 40 deviations' } })).toEqual([])
    expect(outcomes(await world.settle({ a: [sell(BTC, '29.7')] }, halted))).toEqual(['halted'])
    expect(outcomes(await world.settle({ b: [sell(BTC, '29.7')] }, active))).toEqual(['suspect-price'])
  })
})

describe('protective exits', () => {
  it('rest while the observation is unfit and while the kill switch is on', async () => {
    const world = await fullPosition({ stop: '80' })
    world.prices[BTC] = 70
    expect(await world.observe({}, false)).toEqual([])
    world.killed = 'HALT'
    expect(await world.observe()).toEqual([])
    world.killed = undefined
    expect(outcomes(await world.observe())).toContain('filled')
  })

  it('are replaced by the next buy that carries one, and kept by one that does not', async () => {
    const world = new World({ prices: { [BTC]: 100 } })
    await world.observe()
    await world.settle({ a: [buy(BTC, '5', { protect: { stop: '80' } }), buy(BTC, '5')] })
    expect(world.desk.portfolioFor('a').own.positions[BTC]?.protect).toEqual({ stop: '80' })
    await world.settle({ b: [buy(BTC, '5', { protect: { takeProfit: '150' } })] })
    await world.observe()
    await world.settle({ a: [buy(BTC, '5', { protect: { stop: '90', until: '2030-01-01T00:00:00Z' } })] })
    expect(world.desk.portfolioFor('a').own.positions[BTC]?.protect).toMatchObject({ stop: '90' })
    expect(world.desk.portfolioFor('b').own.positions[BTC]?.protect).toEqual({ takeProfit: '150' })
  })
})

describe('two agents in one symbol', () => {
  it('sell each their own book only, under one cap on the account', async () => {
    const world = new World({ prices: { [BTC]: 100 } })
    await world.observe()
    const bought = await world.settle({
      a: [buy(BTC, '9.9')],
      b: [buy(BTC, '9.9')],
      c: [buy(BTC, '9.9'), buy(BTC, '1')],
    })
    expect(outcomes(bought)).toEqual(['filled', 'filled', 'filled', 'max-position'])
    await world.observe()
    const sold = await world.settle({ b: [sell(BTC, '100')], d: [sell(BTC, '1')] })
    expect(outcomes(sold)).toEqual(['filled', 'nothing-held'])
    expect(sold[0]?.quantity).toBe('9.9')
    expect(world.desk.portfolioFor('a').own.positions[BTC]?.quantity).toBe(9.9)
    expect(world.desk.portfolioFor('b').own.positions).toEqual({})
    expect(world.desk.portfolioFor('a').positions[BTC]?.quantity).toBe(19.8)
    expect(identityFaults(world.account)).toEqual([])
  })

  it('settle reductions of all agents before any increase', async () => {
    const world = new World({ prices: { [BTC]: 100, [ETH]: 10 } })
    await world.observe()
    await world.settle({ b: [buy(BTC, '9')] })
    await world.observe()
    const receipts = await world.settle({ a: [buy(ETH, '10'), buy(ETH, '11')], b: [buy(ETH, '12'), sell(BTC, '9')] })
    expect(receipts.map(({ clientOrderId }) => clientOrderId)).toEqual(['c2-b-2', 'c2-a-1', 'c2-a-2', 'c2-b-1'])
  })
})

describe('an increase', () => {
  it('is denied when the price moved from what the agent saw, and only an increase', async () => {
    const world = await fullPosition()
    world.desk.setLimits({ ...defaultLimits, maxPositionPercent: 60 })
    await world.observe()
    world.prices[BTC] = 106
    const receipts = await world.settle({ a: [buy(BTC, '1'), buy(BTC, '1', { expectedPrice: '105' }), sell(BTC, '1')] })
    expect(outcomes(receipts)).toEqual(['filled', 'max-deviation', 'filled'])
    expect(receipts[1]).toMatchObject({ value: 6, limit: 5 })
  })

  it('is measured at the price it would pay, position and equity alike', async () => {
    const world = new World({ prices: { [BTC]: 100 } })
    await world.observe()
    await world.settle({ a: [buy(BTC, '9.9'), buy(BTC, '9.9')] })
    await world.observe()
    world.prices[BTC] = 104
    // 28.9 at 104 is 30.06 % of the equity observed, and 29.8 % of equity at 104.
    expect(outcomes(await world.settle({ a: [buy(BTC, '9.1')] }))).toEqual(['filled'])
  })

  it('takes a notional, and floors to the lot', async () => {
    const world = new World({ prices: { [BTC]: 97 } })
    await world.observe()
    const notional = { symbol: BTC, side: 'buy', notional: '500', reason: 'test' } as const
    const receipts = await world.settle({ a: [notional, buy(BTC, '1.23456789')] })
    expect(receipts.map(({ quantity }) => quantity)).toEqual(['5.154639', '1.234567'])
  })

  it('is denied when it makes no sense', async () => {
    const world = new World({ prices: { [BTC]: 100 } })
    await world.observe()
    const receipts = await world.settle({
      a: [
        buy(BTC, '1e3'),
        buy(BTC, '1', { expectedPrice: '-5' }),
        buy(BTC, '1', { protect: { stop: 'low' } }),
        { symbol: BTC, side: 'sell', notional: '5', reason: 'test' },
        buy('DOGE/USDT', '1'),
        buy('__proto__', '1'),
      ],
    })
    expect(receipts.map(({ clientOrderId, code }) => `${clientOrderId} ${code}`)).toEqual([
      'c1-a-4 invalid-order',
      'c1-a-1 invalid-order',
      'c1-a-2 invalid-order',
      'c1-a-3 invalid-order',
      'c1-a-5 unknown-symbol',
      'c1-a-6 unknown-symbol',
    ])
    expect(world.journal.log).toEqual([])
  })

  it('is denied while something held has no price', async () => {
    const world = await fullPosition()
    world.prices[BTC] = undefined
    await world.observe({ [BTC]: { condition: 'absent' } })
    const [receipt] = await world.settle({ a: [buy(ETH, '2')] })
    expect(receipt).toMatchObject({ code: 'no-price', message: 'equity is unknown: something held has no price' })
    expect(world.desk.portfolioFor('a')).toMatchObject({ complete: false, missing: [BTC] })
    expect(world.desk.portfolioFor('a').equity).toBeUndefined()
  })
})

describe('the day', () => {
  it('counts buys and turnover until the next one, also across a restart', async () => {
    const limits = { ...looseLimits, maxOrdersPerDay: 3, maxTurnoverPercentPerDay: 50 }
    const world = new World({ prices: { [BTC]: 100 }, limits })
    await world.observe()
    expect(outcomes(await world.settle({ a: [buy(BTC, '20'), buy(BTC, '1')] }))).toEqual(['filled', 'filled'])
    expect(outcomes(await world.settle({ b: [buy(BTC, '30')] }))).toEqual(['max-turnover'])
    const restarted = new World({ prices: { [BTC]: 100 }, limits, journal: world.journal })
    restarted.asOfMs = world.asOfMs
    await restarted.observe()
    const [turnover] = await restarted.settle({ b: [buy(BTC, '30')] })
    expect(turnover).toMatchObject({ code: 'max-turnover', limit: 50 })
    expect(turnover?.value).toBeCloseTo(51, 0)
    await restarted.settle({ c: [buy(BTC, '1')] })
    expect(outcomes(await restarted.settle({ d: [buy(BTC, '1')] }))).toEqual(['max-orders-per-day'])
    restarted.asOfMs += DAY_MS
    await restarted.observe()
    expect(outcomes(await restarted.settle({ e: [buy(BTC, '1')] }))).toEqual(['filled'])
  })

  it('starts at the open of its first candle, with what was held then', async () => {
    const world = await fullPosition()
    world.asOfMs += DAY_MS
    const dayMs = Math.floor((world.asOfMs + HOUR_MS) / DAY_MS) * DAY_MS
    world.prices[BTC] = 70
    const column = (figure: number) => [figure - 10, figure, figure + 10]
    const time = [dayMs - HOUR_MS, dayMs, dayMs + HOUR_MS]
    const candles = { time, open: column(90), high: column(90), low: column(90), close: column(90), volume: column(90) }
    await world.observe({ [BTC]: { last: 70, candles } })
    const dayStart = world.desk.portfolioFor('a').baselines.dayStart
    // 29.7 held at 90 is 2673; at 70 it would be 2079.
    const equity = Number(formatAmount(parseAmount(world.account.cash) + parseAmount('2673')))
    expect(dayStart).toEqual({ equity, at: new Date(dayMs).toISOString() })
  })
})

describe('baselines', () => {
  it('do not move with a suspect, unfit or incomplete look, and re-base to equity after fills', async () => {
    const world = await fullPosition()
    await world.observe()
    const before = world.desk.settlement()
    world.prices[BTC] = 900
    await world.observe({ [BTC]: { last: 900, condition: 'suspect' } })
    await world.observe({ [BTC]: { last: 900 } }, false)
    await world.observe({ [BTC]: { condition: 'partial' } })
    expect(world.desk.settlement().baselines).toEqual(before.baselines)
    expect(world.desk.settlement().observedEquity).toBeUndefined()
    world.prices[BTC] = 90
    await world.observe()
    await world.settle({ a: [sell(BTC, '9.9')] })
    const equity = world.account.equity
    const changes = world.desk.rebase(['dayStart', 'highWaterMark'])
    expect(changes.map(({ name, after }) => [name, after.equity])).toEqual([
      ['dayStart', equity],
      ['highWaterMark', equity],
      ['session', equity],
    ])
    expect(changes[0]?.before).toEqual(before.baselines.find(({ name }) => name === 'dayStart'))
    expect(world.desk.settlement().baselines.map(({ name }) => name)).toEqual(before.baselines.map(({ name }) => name))
  })

  it('begin a new session with every re-basing, whatever was breached', async () => {
    const world = await fullPosition()
    world.prices[BTC] = 90
    await world.observe()
    const { equity } = world.account
    expect(world.desk.rebase([])).toMatchObject([{ name: 'session', before: { equity: '10000' }, after: { equity } }])
    expect(world.desk.rebase(['session']).length).toBe(1)
  })

  it.each<[string, (world: World) => Promise<unknown>]>([
    ['suspect', (world) => world.observe({ [BTC]: { last: 100, condition: 'suspect' } })],
    ['unfit', (world) => world.observe({}, false)],
    ['incomplete', (world) => world.observe({ [BTC]: { condition: 'partial' } })],
    ['missing', (world) => world.settleBlind()],
  ])('are not re-based in a cycle whose look is %s', async (_, look) => {
    const world = await fullPosition()
    await world.observe()
    const { baselines } = world.desk.settlement()
    await look(world)
    expect(world.desk.rebase(['dayStart'])).toEqual([])
    expect(world.desk.settlement().baselines).toEqual(baselines)
  })

  it('are not re-based before the first look', () => {
    const equity = [{ at: '2024-03-01T00:00:00.000Z', equity: '9000.5' }]
    expect(new World({ prices: {}, history: { equity } }).desk.rebase(['session'])).toEqual([])
  })
})

describe('stopping', () => {
  it('sends nothing once the kill switch is on, not even the rest of a split', async () => {
    const world = await fullPosition()
    await world.observe()
    const { broker } = world
    const place = broker.place.bind(broker)
    broker.place = (order) => {
      world.killed = 'HALT since 12:00'
      return place(order)
    }
    const receipts = await world.settle({ a: [sell(BTC, '29.7'), buy(ETH, '10')] })
    expect(outcomes(receipts)).toEqual(['filled', 'kill-switch', 'kill-switch', 'kill-switch'])
    expect(receipts[1]?.message).toBe('HALT since 12:00')
    expect(world.journal.log.slice(-2)).toEqual(['sent c4-a-1', 'filled c4-a-1'])
  })

  it('asks the kill switch once more between the journal and the broker, and takes the order back', async () => {
    const world = new World({ prices: { [BTC]: 100 } })
    await world.observe()
    const { journal } = world
    const sent = journal.sent.bind(journal)
    journal.sent = (order) => {
      sent(order)
      world.killed = 'HALT'
    }
    expect(outcomes(await world.settle({ a: [buy(BTC, '1')] }))).toEqual(['kill-switch'])
    expect(journal.log).toEqual(['sent c1-a-1', 'ended c1-a-1'])
    expect(await world.broker.lookup(brokerOrder('c1-a-1', 'buy', '1'))).toBeUndefined()
    expect(journal.history().unconfirmed).toEqual([])
  })

  it('denies the rest when the signal aborts', async () => {
    const world = new World({ prices: { [BTC]: 100 } })
    await world.observe()
    const receipts = await world.settle({ a: [buy(BTC, '1')] }, active, AbortSignal.abort())
    expect(receipts).toMatchObject([{ code: 'halted', message: 'stopping: no more orders are sent' }])
  })

  it('sends nothing more after the journal failed, and tries again in the next cycle', async () => {
    const world = new World({ prices: { [BTC]: 100 } })
    await world.observe()
    world.journal.broken.add('sent')
    const receipts = await world.settle({ a: [buy(BTC, '1'), buy(BTC, '2')] })
    expect(receipts).toMatchObject([
      { code: 'journal-failed', message: 'the journal failed: disk full' },
      { code: 'journal-failed' },
    ])
    expect((await world.broker.account()).holdings.size).toBe(0)
    world.journal.broken.clear()
    await world.observe()
    expect(outcomes(await world.settle({ a: [buy(BTC, '1')] }))).toEqual(['filled'])
  })
})

describe('a fill that the journal cannot take', () => {
  it('ends the sending, and is looked up and journalled in the next cycle', async () => {
    const world = new World({ prices: { [BTC]: 100 } })
    await world.observe()
    await world.settle({ a: [buy(BTC, '5')], b: [buy(BTC, '5')] })
    await world.observe()
    world.journal.broken.add('filled')
    expect(outcomes(await world.settle({ a: [sell(BTC, '5')], b: [sell(BTC, '5')] }))).toEqual([
      'unresolved',
      'journal-failed',
    ])
    expect(await world.broker.lookup(brokerOrder('c2-b-1', 'sell', '5'))).toBeUndefined()
    world.journal.broken.clear()
    expect(await world.observe()).toMatchObject([{ clientOrderId: 'c2-a-1', status: 'filled', quantity: '5' }])
    expect(world.account.positions).toMatchObject([{ quantity: '5' }])
    expect(identityFaults(world.account)).toEqual([])
  })
})

describe('flatten', () => {
  it('sells every book under the kill switch, in parts, and tells what is left', async () => {
    const world = await fullPosition()
    await world.settle({ b: [buy(ETH, '50')] })
    await world.observe()
    world.killed = 'HALT'
    world.prices[ETH] = undefined
    const receipts = await world.desk.flatten(world.cycle)
    expect(receipts.map(({ clientOrderId, status, code }) => `${clientOrderId} ${code ?? status}`)).toEqual([
      `c4-a-flatten-${BTC} filled`,
      `c4-a-flatten-${BTC}.2 filled`,
      `c4-a-flatten-${BTC}.3 filled`,
      `c4-b-flatten-${ETH} no-price`,
    ])
    expect(world.account.positions.map(({ symbol }) => symbol)).toEqual([ETH])
    world.prices[ETH] = 10
    await world.observe()
    expect(outcomes(await world.desk.flatten(world.cycle))).toEqual(['filled'])
    expect(await world.desk.flatten(world.cycle)).toEqual([])
  })

  it('is not over while a buy without an answer may have opened a position', async () => {
    const lost = new Set(['lookup'])
    const world = new World({
      prices: { [BTC]: 100 },
      wrap: (broker) => ({
        account: () => broker.account(),
        rules: (symbol) => broker.rules(symbol),
        async place(order) {
          await broker.place(order)
          throw new Error('socket hang up')
        },
        async lookup(order) {
          if (lost.has('lookup')) throw new Error('connection refused')
          return broker.lookup(order)
        },
      }),
    })
    await world.observe()
    await world.settle({ a: [buy(BTC, '1')] })
    await world.observe()
    expect(await world.desk.flatten(world.cycle)).toEqual([])
    expect([world.account.positions, world.desk.awaitsAnswer()]).toEqual([[], true])
  })
})

describe("a cycle's receipts", () => {
  it('are all that it observed, flattened and settled, and none of another cycle', async () => {
    const world = await fullPosition({ stop: '80' })
    await world.settle({ b: [buy(ETH, '50')] })
    world.prices[BTC] = 70
    const exits = await world.observe()
    const flattened = await world.desk.flatten(world.cycle)
    const settled = await world.settle({ a: [buy(ETH, '10')] })
    expect([exits.length, flattened.length, settled.length]).toEqual([3, 1, 1])
    expect(world.desk.settlement().receipts).toEqual([...exits, ...flattened, ...settled])
    await world.settleBlind()
    expect(world.desk.settlement()).toMatchObject({ receipts: [] })
    expect(world.desk.settlement().observedEquity).toBeUndefined()
  })

  it('survive what throws after them, when settling and when exits fire', async () => {
    const world = await fullPosition({ stop: '80' })
    await world.settle({ b: [buy(ETH, '50', { protect: { stop: '8' } })] })
    await world.observe()
    const { broker } = world
    const rules = broker.rules.bind(broker)
    broker.rules = (symbol) => {
      if (symbol === ETH) throw new Error('the venue does not answer')
      return rules(symbol)
    }
    await expect(world.settle({ a: [sell(BTC, '1')], b: [sell(ETH, '1')] })).rejects.toThrow('does not answer')
    expect(outcomes(world.desk.settlement().receipts)).toEqual(['filled'])
    world.prices = { [BTC]: 70, [ETH]: 7 }
    await expect(world.observe()).rejects.toThrow('does not answer')
    expect(outcomes(world.desk.settlement().receipts)).toEqual(['filled', 'filled', 'filled'])
  })
})

describe('a dry run', () => {
  it('shows what a real run would do, order for order, and journals and sends nothing', async () => {
    const trade = async (world: World) => {
      const stop = (at: string) => ({ protect: { stop: at } })
      const receipts: Receipt[] = [...(await world.observe())]
      receipts.push(...(await world.settle({ a: [buy(BTC, '9.9', stop('80')), buy(BTC, '9.9'), buy(BTC, '9.9')] })))
      receipts.push(
        ...(await world.settle({ b: [buy(BTC, '9.9'), buy(ETH, '90')], c: [sell(ETH, '1'), buy(ETH, '2')] })),
      )
      world.prices[BTC] = 79
      receipts.push(...(await world.observe()))
      receipts.push(...(await world.settle({ b: [sell(ETH, '40'), buy(ETH, '1000')] })))
      return receipts
    }
    const limits = { ...defaultLimits, maxOrdersPerCycle: 4 }
    const real = new World({ prices: { [BTC]: 100, [ETH]: 10 }, limits })
    const dry = new World({ prices: { [BTC]: 100, [ETH]: 10 }, limits, dryRun: true })
    const filled = await trade(real)
    expect(outcomes(filled).join(', ')).toBe(
      'filled, filled, filled, nothing-held, max-position, filled, max-orders-per-cycle, filled, filled, filled, filled, max-order',
    )
    expect(await trade(dry)).toEqual(
      filled.map((receipt) => (receipt.status === 'filled' ? { ...receipt, status: 'dry-run' } : receipt)),
    )
    expect(dry.account).toEqual(real.account)
    expect(dry.desk.portfolioFor('a')).toEqual(real.desk.portfolioFor('a'))
    expect([dry.journal.log, (await dry.broker.account()).holdings.size]).toEqual([[], 0])
  })

  it('sends nothing in a split once the kill switch is on', async () => {
    const world = await fullPosition({}, { dryRun: true })
    await world.observe()
    const { broker } = world
    const rules = broker.rules.bind(broker)
    let asked = 0
    broker.rules = (symbol) => {
      asked += 1
      if (asked === 2) world.killed = 'HALT' // while the first part is on its way
      return rules(symbol)
    }
    const receipts = await world.settle({ a: [sell(BTC, '29.7')] })
    expect(outcomes(receipts)).toEqual(['dry-run', 'kill-switch', 'kill-switch'])
  })
})

describe('views', () => {
  it('show the account, the book of the agent that asks, and what came of a round trip', async () => {
    const world = new World({ prices: { [BTC]: 100, [ETH]: 10 }, slippageBps: 0 })
    await world.observe()
    await world.settle({ a: [buy(BTC, '5')], b: [buy(ETH, '20')] })
    world.prices[BTC] = 110
    await world.observe()
    expect(world.desk.portfolioFor('b').own).toEqual({
      positions: { [ETH]: { symbol: ETH, quantity: 20, cost: 200, price: 10, value: 200, unrealised: 0 } },
      cashFlow: -200.2,
      realised: 0,
      fees: 0.2,
      profit: -0.2,
    })
    const [sold] = await world.settle({ a: [sell(BTC, '5')] })
    expect(sold).toMatchObject({ realised: '49.45', fee: '0.55', cashFlow: '549.45', price: '110' })
    const { roundTrips, equity, own } = world.desk.portfolioFor('a')
    expect(roundTrips).toMatchObject([{ agent: 'a', symbol: BTC, profit: 48.95 }])
    expect([equity, own.profit]).toEqual([10_048.75, 48.95])
    expect(world.desk.settlement().portfolio.own).toMatchObject({ fees: 1.25, realised: 49.45, profit: 48.75 })
    expect(formatAmount(parseAmount(world.account.cash))).toBe('9848.75')
  })
})
