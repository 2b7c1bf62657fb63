import { writeFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, Proposal } from '../../../src/agents/agent.js'
import { copybot } from '../../../src/agents/copybot/copybot.js'
import { LeaderError } from '../../../src/agents/copybot/leader-error.js'
import { maxOrders, parseProposal } from '../../../src/agents/proposal.js'
import type { OrderIntent, Side } from '../../../src/desk/order.js'
import type { SymbolView } from '../../../src/market/snapshot.js'
import { book, briefingFor, market, portfolio, position, symbolView } from '../../support/briefing.js'
import { localServer } from '../../support/local-server.js'
import { leaderFile, published } from './leader-file.js'

type Parts = NonNullable<Parameters<typeof briefingFor>[1]>

const signal = new AbortController().signal
const btc = symbolView('BTC/USDT', [100, 100])
const eth = symbolView('ETH/USDT', [7, 7])
const state = { state: 'active' as const, reasons: [], restrict: [], since: '2026-01-01T00:00:00.000Z' }

/** With a budget of 4,000 of 10,000 and orders of 10 % of equity, for round figures. */
async function propose({ settings, ...parts }: Parts = {}) {
  const told = { budgetPercent: 40, maxOrderPercent: 10, maxAccountPercent: 30, ...settings }
  const proposal = await copybot.run(
    briefingFor(copybot, { market: market(btc, eth), state, ...parts, settings: told }),
    signal,
  )
  return { ...proposal, orders: proposal.orders ?? [] }
}

/** What it makes of a leader with these weights. */
async function copy(weights: object, { settings, ...parts }: Parts = {}) {
  const leader = await leaderFile(published(weights))
  return propose({ ...parts, settings: { leader, ...settings } })
}

const held = (...positions: [string, number, number][]) =>
  portfolio({ own: book(...positions.map(([symbol, quantity, price]) => position(symbol, quantity, price))) })
const quantityOf = (order: OrderIntent) => Number('quantity' in order ? order.quantity : Number.NaN)
const total = (orders: readonly OrderIntent[], side: Side, symbol?: string) =>
  orders
    .filter((order) => order.side === side && (symbol ?? order.symbol) === order.symbol)
    .reduce((sum, order) => sum + quantityOf(order), 0)
const isNoop = (proposal: Proposal) => expect(parseProposal(proposal)).toMatchObject({ ok: true, noop: true })

describe('the copybot', () => {
  it('buys budget · weight of each symbol, in orders of the largest size, floored', async () => {
    const { orders, summary, metrics, data, memory } = await copy({ 'BTC/USDT': 0.5, 'ETH/USDT': 0.1 })
    const reason = expect.stringMatching(/^the leader holds /)
    expect(orders).toEqual([
      { symbol: 'BTC/USDT', side: 'buy', quantity: '10', expectedPrice: '100', reason },
      { symbol: 'BTC/USDT', side: 'buy', quantity: '10', expectedPrice: '100', reason },
      { symbol: 'ETH/USDT', side: 'buy', quantity: '57.14285714', expectedPrice: '7', reason }, // 400 / 7, rounded down
    ])
    expect(orders[0]?.reason).toBe('the leader holds 50 %: target 2000.00, held 0.00 USDT')
    expect(summary).toBe(
      'Leader of 2026-01-01 11:50 UTC, 10 min old, 60 % invested. ' +
        'BTC/USDT: 2 × buy 10; the leader holds 50 %: target 2000.00, held 0.00 USDT. ' +
        'ETH/USDT: 1 × buy 57.14285714; the leader holds 10 %: target 400.00, held 0.00 USDT',
    )
    expect(metrics).toEqual({
      leaderAgeMinutes: 10,
      leaderInvestedPercent: 60,
      leaderPositions: 2,
      waiting: false,
      buys: 3,
      sells: 0,
    })
    expect(data).toEqual({})
    expect(memory).toEqual({ followed: { 'BTC/USDT': 0.5, 'ETH/USDT': 0.1 } })
  })

  it('scales the weights, and never takes more than its budget or its largest position', async () => {
    const half = await copy({ 'BTC/USDT': 0.5 }, { settings: { scale: 0.5 } })
    expect(total(half.orders, 'buy')).toBe(10)
    const threefold = await copy({ 'BTC/USDT': 0.4, 'ETH/USDT': 0.4 }, { settings: { scale: 3 } })
    expect(total(threefold.orders, 'buy', 'BTC/USDT') * 100).toBe(2000)
    expect(total(threefold.orders, 'buy', 'ETH/USDT') * 7).toBeCloseTo(2000, 5)
    const capped = await copy({ 'BTC/USDT': 1 }, { settings: { maxPositionPercent: 15 } })
    expect(total(capped.orders, 'buy') * 100).toBe(1500)
  })

  it('trades what its own book lacks or has too much of, sells first, whatever others hold', async () => {
    const own = held(['BTC/USDT', 30, 100], ['ETH/USDT', 50, 7])
    const account = { ...own, positions: { 'BTC/USDT': position('BTC/USDT', 500, 100) } }
    const { orders } = await copy({ 'ETH/USDT': 0.2, 'BTC/USDT': 0.25 }, { portfolio: account })
    expect(orders.map(({ symbol, side }) => [symbol, side])).toEqual([
      ['BTC/USDT', 'sell'],
      ['ETH/USDT', 'buy'],
    ])
    expect(total(orders, 'sell')).toBe(20)
    expect(total(orders, 'buy') * 7).toBeCloseTo(800 - 350, 5)
  })

  it.each([
    ['5 % of the target', 1900.5, /^close to its target; the leader holds 50 %: target 2000.00, held 1900.50 USDT$/],
    ['5 % of the target over it', 2099, /^close to its target; /],
  ])('leaves a difference under %s alone', async (_name, value, why) => {
    const proposal = await copy({ 'BTC/USDT': 0.5 }, { portfolio: held(['BTC/USDT', value / 100, 100]) })
    expect(proposal.data).toMatchObject({ 'BTC/USDT': expect.stringMatching(why) })
    isNoop(proposal)
  })

  it('trades a difference over both the least order and 5 % of the target, and no smaller order', async () => {
    const over = await copy({ 'BTC/USDT': 0.5 }, { portfolio: held(['BTC/USDT', 18.9, 100]) })
    expect(total(over.orders, 'buy') * 100).toBeCloseTo(110, 8)
    const small = await copy(
      { 'BTC/USDT': 0.5 },
      { settings: { minOrderUsd: 111 }, portfolio: held(['BTC/USDT', 18.9, 100]) },
    )
    isNoop(small)
  })

  it('sells all of its own book when a fresh leader holds nothing, also dust and without knowing equity', async () => {
    const own = held(['BTC/USDT', 0.29, 100], ['ETH/USDT', 1e-8, 7])
    const { equity: _, ...unknown } = own
    for (const known of [own, unknown]) {
      const { orders, summary } = await copy({}, { portfolio: known })
      expect(orders).toEqual([
        { symbol: 'BTC/USDT', side: 'sell', quantity: '0.29', reason: 'the leader holds 0 %' },
        { symbol: 'ETH/USDT', side: 'sell', quantity: '0.00000001', reason: 'the leader holds 0 %' },
      ])
      expect(summary).toMatch(/^Leader of .*, 0 % invested\. BTC\/USDT: 1 × sell 0\.29/)
    }
  })

  it('says per symbol why it does nothing', async () => {
    const views = [
      symbolView('A/USDT', [1, 1], { condition: 'absent', reason: 'not yet' }),
      symbolView('B/USDT', [1, 1], { condition: 'partial' }),
      symbolView('C/USDT', [1, 9], { condition: 'suspect', reason: 'jumped' }),
      symbolView('D/USDT', [1, 1]),
    ]
    const weights = { 'A/USDT': 0.1, 'B/USDT': 0.1, 'X/USD': 0.25 }
    const own = held(['C/USDT', 5, 9], ['Z/USDT', 1, 1])
    const proposal = await copy(weights, { market: market(...views), portfolio: own })
    expect(proposal.data).toEqual({
      'A/USDT': 'absent: not yet',
      'B/USDT': 'partial',
      'C/USDT': 'suspect: jumped',
      'D/USDT': 'nothing held; the leader holds 0 %',
      'X/USD': 'not in the market; the leader holds 25 %',
      'Z/USDT': 'not in the market; the leader holds 0 %',
    })
    isNoop(proposal)
  })

  it('buys nothing while only reductions may trade, nor what is restricted, nor on unknown equity', async () => {
    const own = held(['ETH/USDT', 20, 7])
    const reducing = await copy({ 'BTC/USDT': 0.5 }, { portfolio: own, state: { ...state, state: 'reducing' } })
    expect(reducing.orders).toMatchObject([{ symbol: 'ETH/USDT', side: 'sell', quantity: '20' }])
    expect(reducing.data).toEqual({
      'BTC/USDT': expect.stringMatching(/^wants to buy while reducing; the leader holds 50 %/),
    })
    const restrict = [{ symbol: 'BTC/USDT', state: 'reducing' as const, reason: 'cools down' }]
    const restricted = await copy({ 'BTC/USDT': 0.5 }, { state: { ...state, restrict } })
    expect(restricted.data).toMatchObject({
      'BTC/USDT': expect.stringMatching(/^wants to buy while reducing: cools down; /),
    })
    const { equity: _, ...unknown } = portfolio()
    const blind = await copy({ 'BTC/USDT': 0.5 }, { portfolio: unknown })
    expect(blind.data).toMatchObject({ 'BTC/USDT': expect.stringMatching(/^equity is unknown; the leader holds 50 %/) })
    isNoop(blind)
  })

  it('follows the sample of the package without any setting, at whatever time', async () => {
    const cycle = { id: 'c1', number: 1, tick: '2022-03-01T00:00:00.000Z', asOf: '2022-03-01T00:00:00.000Z' }
    const { summary, orders } = await copybot.run(briefingFor(copybot, { cycle, state }), signal)
    expect(summary).toMatch(
      /^Sample leader \(made up\) of 2022-02-28 23:40 UTC, 20 min old, 80 % invested\. BTC\/USDT: 1 × buy 4; /,
    )
    expect(orders).toMatchObject([{ symbol: 'BTC/USDT', side: 'buy', quantity: '4' }]) // 10 % of 10,000 · 0.4
  })

  it('follows an address', async () => {
    const leader = await localServer((_request, response) => response.end(published({ 'BTC/USDT': 0.25 })))
    expect(total((await propose({ settings: { leader } })).orders, 'buy')).toBe(10)
  })
})

describe('a leader that is not to be trusted fails the run, which trades nothing:', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['more than everything', published({ 'BTC/USDT': 0.7, 'ETH/USDT': 0.7 }), /^positions: expected weights that sum/],
    ['a short position', published({ 'BTC/USDT': -1 }), /^positions\.BTC\/USDT: expected a weight from 0 to 1/],
    ['a stale one', published({}, { asOf: '2026-01-01T08:00:00Z' }), /^stale: 240 min old, at most 60 may be$/],
    ['one from the future', published({}, { asOf: '2026-01-01T13:00:00Z' }), /^from the future: 60 min ahead/],
    ['an empty file', '', /^expected JSON, got ""$/],
    ['half a file', published({ 'BTC/USDT': 0.7 }).slice(0, -3), /^expected JSON, got /],
    ['too large a file', `${published({})}${' '.repeat(70_000)}`, /has more than 65536 bytes$/],
    ['bytes', Uint8Array.of(0xff), /^expected UTF-8 text/],
  ])('%s', async (_name, text, message) => {
    const leader = await leaderFile(text)
    const own = held(['BTC/USDT', 5, 100])
    const run = propose({ settings: { leader }, portfolio: own, memory: { followed: { 'BTC/USDT': 0.5 } } })
    const error = await run.catch((error: unknown) => error)
    expect(error).toBeInstanceOf(LeaderError)
    expect((error as LeaderError).message).toMatch(message)
  })

  it('one that redirects', async () => {
    const good = await localServer((_request, response) => response.end(published({ 'BTC/USDT': 0.25 })))
    const leader = await localServer((_request, response) => response.writeHead(302, { location: good }).end())
    await expect(propose({ settings: { leader } })).rejects.toThrow(/redirects to .*not followed$/)
  })
})

describe('a leader that jumps', () => {
  const before = { 'BTC/USDT': 0.5 }
  const own = held(['BTC/USDT', 20, 100])

  it('is waited for: nothing is traded, and every symbol says so', async () => {
    const proposal = await copy({ 'ETH/USDT': 1 }, { portfolio: own, memory: { followed: before } })
    const why = 'the leader changed 100 % of its weights at once: waits until the next cycle sees it too'
    expect(proposal.data).toEqual({ 'ETH/USDT': why, 'BTC/USDT': why })
    expect(proposal.summary).toBe(`Leader of 2026-01-01 11:50 UTC, 10 min old, 100 % invested. ${why}`)
    expect(proposal.metrics).toMatchObject({ waiting: true, leaderMovedPercent: 100 })
    expect(proposal.memory).toEqual({ followed: before, awaited: { 'ETH/USDT': 1 } })
    isNoop(proposal)
  })

  it('costs nothing when it jumps back, and is followed when the next cycle sees the same', async () => {
    const leader = await leaderFile(published({ 'ETH/USDT': 1 }))
    let memory: Json | undefined = { followed: before }
    const cycle = async (weights: object) => {
      await writeFile(leader, published(weights))
      const proposal = await propose({
        settings: { leader },
        portfolio: own,
        ...(memory === undefined ? {} : { memory }),
      })
      memory = proposal.memory
      return proposal.orders
    }
    expect(await cycle({ 'ETH/USDT': 1 })).toEqual([])
    expect(await cycle(before)).toEqual([])
    expect(await cycle({ 'ETH/USDT': 1 })).toEqual([])
    const orders = await cycle({ 'ETH/USDT': 1 })
    expect(orders[0]).toMatchObject({ symbol: 'BTC/USDT', side: 'sell', quantity: '20' })
    expect(total(orders, 'buy', 'ETH/USDT') * 7).toBeCloseTo(3000, 5)
    expect(memory).toEqual({ followed: { 'ETH/USDT': 1 } })
  })

  it('to cash by a fault of its own sells nothing before it is confirmed', async () => {
    const once = await copy({}, { portfolio: own, memory: { followed: before } })
    expect(once.orders).toEqual([])
    const twice = await copy({}, { portfolio: own, ...(once.memory === undefined ? {} : { memory: once.memory }) })
    expect(twice.orders).toMatchObject([{ side: 'sell', quantity: '20' }])
  })
})

describe('whatever the leader, the copybot', () => {
  const symbols = ['A/USDT', 'B/USDT', 'C/USDT', 'D/USDT'] as const
  const cases = fc.record({
    shares: fc.array(fc.double({ min: 0, max: 0.25, noNaN: true }), { minLength: 4, maxLength: 4 }),
    units: fc.array(fc.integer({ min: 0, max: 10 ** 11 }), { minLength: 4, maxLength: 4 }),
    prices: fc.array(fc.double({ min: 1e-5, max: 1e5, noNaN: true }), { minLength: 4, maxLength: 4 }),
    equity: fc.integer({ min: 0, max: 10 ** 8 }).map((cents) => cents / 100),
    active: fc.boolean(),
    scale: fc.constantFrom(0.3, 1, 7),
  })

  it('gives a valid proposal that is within its budget, sells what it owns at most, and buys when active only', async () => {
    const leader = await leaderFile('')
    await fc.assert(
      fc.asyncProperty(cases, async ({ shares, units, prices, equity, active, scale }) => {
        await writeFile(leader, published(Object.fromEntries(symbols.map((symbol, i) => [symbol, shares[i]]))))
        const owned = (i: number) => Number((units[i]! / 1e8).toFixed(8))
        const views = symbols.map((symbol, i): SymbolView => symbolView(symbol, [prices[i]!, prices[i]!]))
        const positions = symbols.map((symbol, i) => position(symbol, owned(i), prices[i]!))
        const proposal = await propose({
          settings: { leader, scale },
          market: market(...views),
          portfolio: portfolio({ equity, own: book(...positions) }),
          state: { ...state, state: active ? 'active' : 'reducing' },
        })
        expect(parseProposal(proposal)).toMatchObject({ ok: true })
        const { orders } = proposal
        expect(active ? 0 : total(orders, 'buy')).toBe(0)
        for (const [i, symbol] of symbols.entries()) {
          const bought = total(orders, 'buy', symbol)
          const target = equity * Math.min(0.4 * shares[i]! * scale, 0.3)
          const most = Math.max(target * (1 + 1e-12), owned(i) * prices[i]!)
          expect((owned(i) + bought) * prices[i]!).toBeLessThanOrEqual(most)
          expect(total(orders, 'sell', symbol)).toBeLessThanOrEqual(owned(i))
        }
        const bought = symbols.map((symbol, i) => total(orders, 'buy', symbol) * prices[i]!)
        expect(bought.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(equity * 0.4 * (1 + 1e-9))
      }),
    )
  })

  it('stays within the orders and the words of one proposal, sells first', async () => {
    const many = Array.from({ length: 200 }, (_, i) => `C${i}/USDT`)
    const views = [...many, 'Z/USDT'].map((symbol) => symbolView(symbol, [1, 1]))
    const rich = portfolio({ equity: 1e9, cash: 1e9, own: book(position('Z/USDT', 5, 1)) })
    const proposal = await copy(Object.fromEntries(many.map((symbol) => [symbol, 0.005])), {
      market: market(...views),
      portfolio: rich,
      settings: { maxOrderUsd: 1e5 },
    })
    expect(proposal.orders).toHaveLength(maxOrders)
    expect(proposal.orders[0]).toMatchObject({ symbol: 'Z/USDT', side: 'sell' })
    expect(proposal.summary.length).toBeLessThan(3000)
    expect(proposal.summary).toMatch(/\. … and 190 more$/)
    expect(parseProposal(proposal)).toMatchObject({ ok: true })
  })

  it('proposes the same for the same', async () => {
    const leader = await leaderFile(published({ 'BTC/USDT': 0.3, 'ETH/USDT': 0.2 }))
    const first = await propose({ settings: { leader } })
    await copy({ 'ETH/USDT': 0.9 })
    expect(await propose({ settings: { leader } })).toEqual(first)
  })
})

describe('its settings', () => {
  const issues = (settings: object) =>
    copybot.settings.safeParse(settings).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

  it.each([
    [{}],
    [{ leader: 'https://example.com/leader.json?key=1' }],
    [{ leader: 'http://localhost:8080/' }],
    [{ leader: 'http://127.0.0.2/' }],
    [{ leader: 'http://[::1]:1/' }],
    [{ leader: 'http://example.com/', allowHttp: true }],
    [{ leader: '/a/leader.json' }],
  ])('take %j', (settings) => {
    expect(issues(settings)).toBeUndefined()
  })

  it.each([
    [{ leader: 'http://example.com/' }],
    [{ leader: 'http://127.0.0.1.example.com/' }],
    [{ leader: 'http://localhost.example.com/' }],
  ])('refuse %j: plain http to another machine', (settings) => {
    expect(issues(settings)).toEqual([
      'leader: an https address (http is for this machine alone, unless allowHttp is true)',
    ])
  })

  it.each([
    [{ leader: '' }],
    [{ leader: 'ftp://example.com/' }],
    [{ leader: 'https://me:secret@example.com/' }],
    [{ leader: 5 }],
    [{ scale: 0 }],
    [{ budgetPercent: 101 }],
    [{ maxAgeMinutes: 0 }],
    [{ timeoutSeconds: Number.POSITIVE_INFINITY }],
    [{ targetDailyVolatilityPercent: 2 }],
    [{ file: 'leader.json' }],
  ])('refuse %j', (settings) => {
    expect(issues(settings)).toHaveLength(1)
  })
})
