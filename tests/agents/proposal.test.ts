import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseProposal } from '../../src/agents/proposal.js'

const buy = { symbol: 'BTC/USDT', side: 'buy', quantity: '0.1', reason: 'up' }
const sell = { ...buy, side: 'sell' }
const reason = { code: 'daily-loss', message: 'too much' }
const verdict = { cycleId: 'c1', state: 'halted', reasons: [reason] }

const complete = {
  summary: 'everything',
  verdict: {
    cycleId: 'c1',
    state: 'halted',
    reasons: [{ ...reason, latch: true, unknown: false, value: 5.2, limit: 5, baseline: 'dayStart' }],
    restrict: [{ symbol: 'ETH/USDT', state: 'reducing', until: '2026-01-02T00:00:00.000Z', reason: 'odd' }],
  },
  signals: [{ symbol: 'BTC/USDT', direction: -1, confidence: 1, reason: 'down' }],
  orders: [
    {
      ...buy,
      expectedPrice: '100.5',
      protect: { stop: '90', takeProfit: '120.12345678', until: '2026-01-02T00:00:00.000Z' },
    },
    { symbol: 'BTC/USDT', side: 'buy', notional: '25', reason: 'up' },
  ],
  protect: { 'BTC/USDT': { stop: '95.5' } },
  metrics: { count: 3, mood: 'calm', sure: true },
  data: { nested: [1, 'two', null, { three: true }] },
  memory: [],
}

function messageOf(value: unknown): string {
  const parsed = parseProposal(value)
  return parsed.ok ? 'accepted' : parsed.message
}

describe('a valid proposal', () => {
  it('comes back whole', () => {
    expect(parseProposal(complete)).toEqual({ ok: true, proposal: complete, noop: false })
  })

  it('is a noop exactly when it holds no orders, no stops, no signals and no verdict', () => {
    const noopOf = (parts: object) => {
      const parsed = parseProposal({ summary: 'x', ...parts })
      return parsed.ok ? parsed.noop : parsed.message
    }
    expect(noopOf({})).toBe(true)
    expect(noopOf({ orders: [], protect: {}, signals: [], metrics: { a: 1 }, data: 1, memory: 1 })).toBe(true)
    expect(noopOf({ orders: [buy] })).toBe(false)
    expect(noopOf({ signals: complete.signals })).toBe(false)
    expect(noopOf({ protect: complete.protect })).toBe(false)
    expect(noopOf({ verdict })).toBe(false)
  })

  it('cannot be changed by the agent afterwards', () => {
    const mine = structuredClone(complete)
    const parsed = parseProposal(mine)
    Object.assign(mine.orders[0]!, { quantity: '999' })
    mine.verdict.reasons.length = 0
    mine.data.nested.push(4)
    Object.assign(mine.metrics, { count: 4 })
    expect(parsed).toEqual({ ok: true, proposal: complete, noop: false })
  })

  it('loses what is undefined and the sign of zero, as JSON would', () => {
    const parsed = parseProposal({ summary: 'x', orders: undefined, data: { a: undefined, b: -0 }, verdict: undefined })
    expect(parsed).toStrictEqual({ ok: true, proposal: { summary: 'x', data: { b: 0 } }, noop: true })
  })

  it('has its times in UTC', () => {
    const orders = [{ ...buy, protect: { until: '2026-01-02T02:00:00+02:00' } }]
    expect(parseProposal({ summary: 'x', orders })).toMatchObject({
      proposal: { orders: [{ protect: { until: '2026-01-02T00:00:00.000Z' } }] },
    })
  })

  it('survives JSON unchanged, whatever JSON it carries', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const json = JSON.stringify({ summary: 'x', data })
        fc.pre(!json.includes('__proto__'))
        expect(parseProposal({ summary: 'x', data })).toStrictEqual({
          ok: true,
          proposal: JSON.parse(json),
          noop: true,
        })
      }),
    )
  })
})

describe('an invalid proposal', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'proposal: expected a proposal, got nothing'],
    ['text', 'BUY', 'proposal: expected a proposal, got "BUY"'],
    ['a list', [], 'proposal: expected a proposal, got a list of 0'],
    ['no summary', {}, 'summary: expected text, got nothing'],
    ['an unknown key', { summary: 'x', order: [] }, 'order: expected no such key, got a list of 0'],
    [
      'an unknown key deep inside',
      { summary: 'x', orders: [{ ...buy, qty: 1 }] },
      'orders[0].qty: expected no such key, got 1',
    ],
    [
      'a figure that is none',
      { summary: 'x', verdict: { ...verdict, reasons: [{ ...reason, value: Number.NaN }] } },
      'verdict.reasons[0].value: expected a finite number, got NaN',
    ],
    [
      'an endless metric',
      { summary: 'x', metrics: { a: Infinity } },
      'metrics.a: expected a finite number, got Infinity',
    ],
    [
      'a metric of another kind',
      { summary: 'x', metrics: { a: [] } },
      'metrics.a: expected a finite number, text, true or false, got a list of 0',
    ],
    [
      'another state',
      { summary: 'x', verdict: { ...verdict, state: 'HALTED' } },
      'verdict.state: expected "active", "reducing" or "halted", got "HALTED"',
    ],
    [
      'another baseline',
      { summary: 'x', verdict: { ...verdict, reasons: [{ ...reason, baseline: 'yesterday' }] } },
      'verdict.reasons[0].baseline: expected "session", "dayStart", "rolling24h" or "highWaterMark", got "yesterday"',
    ],
    [
      'a direction out of range',
      { summary: 'x', signals: [{ symbol: 'A', direction: -1.1, confidence: 1, reason: '' }] },
      'signals[0].direction: expected a number from -1 to 1, got -1.1',
    ],
    [
      'a confidence out of range',
      { summary: 'x', signals: [{ symbol: 'A', direction: 1, confidence: 70, reason: '' }] },
      'signals[0].confidence: expected a number from 0 to 1, got 70',
    ],
    [
      'a number for a quantity',
      { summary: 'x', orders: [{ ...buy, quantity: 0.1 }] },
      'orders[0].quantity: expected a positive decimal as text, such as "0.25", got 0.1',
    ],
    [
      'a sell by notional',
      { summary: 'x', orders: [{ symbol: 'A', side: 'sell', notional: '5', reason: '' }] },
      'orders[0].notional: expected no notional in a sell (give its quantity), got "5"',
    ],
    [
      'both amounts',
      { summary: 'x', orders: [{ ...buy, notional: '5' }] },
      'orders[0]: expected either a quantity or a notional, got an object with symbol, side, quantity, reason, notional',
    ],
    [
      'neither amount',
      { summary: 'x', orders: [{ symbol: 'A', side: 'buy', reason: '' }] },
      'orders[0]: expected either a quantity or a notional, got an object with symbol, side, reason',
    ],
    [
      'a date for a time',
      { summary: 'x', orders: [{ ...buy, protect: { until: '2026-02-30' } }] },
      'orders[0].protect.until: expected an ISO time such as "2026-01-01T00:00:00Z", got "2026-02-30"',
    ],
    [
      'a day that is not',
      { summary: 'x', orders: [{ ...buy, protect: { until: '2026-02-30T00:00:00Z' } }] },
      'orders[0].protect.until: expected an ISO time such as "2026-01-01T00:00:00Z", got "2026-02-30T00:00:00Z"',
    ],
    [
      'a stop that is no price',
      { summary: 'x', protect: { 'BTC/USDT': { stop: 95 } } },
      'protect.BTC/USDT.stop: expected a positive decimal as text, such as "0.25", got 95',
    ],
    [
      'a take profit that is to move',
      { summary: 'x', protect: { A: { stop: '95', takeProfit: '99' } } },
      'protect.A.takeProfit: expected no such key, got "99"',
    ],
    [
      '1001 stops',
      { summary: 'x', protect: Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`A${i}`, { stop: '1' }])) },
      'protect: expected at most 1000 stops, got an object with A0, A1, A2, A3, A4, A5, …',
    ],
    [
      '1001 orders',
      { summary: 'x', orders: Array.from({ length: 1001 }, () => sell) },
      'orders: expected at most 1000 orders, got a list of 1001',
    ],
    [
      'too much memory',
      { summary: 'x', memory: 'é'.repeat(32_768) },
      `memory: expected at most 65536 bytes of JSON, got "${'é'.repeat(60)}…"`,
    ],
    [
      'too much data',
      { summary: 'x', data: 'x'.repeat(1_000_000) },
      'data: expected at most 1000000 characters of JSON, got more',
    ],
    ['a bigint', { summary: 'x', data: [5n] }, 'data[0]: expected plain data, got a bigint'],
    ['a date', { summary: 'x', data: new Date(0) }, 'data: expected plain data, got a Date'],
    [
      'a typed array',
      { summary: 'x', data: { a: new Float64Array(2) } },
      'data.a: expected plain data, got a Float64Array',
    ],
    ['a hole in a list', { summary: 'x', data: [, 1] }, 'data[0]: expected plain data, got nothing'], // oxlint-disable-line no-sparse-arrays
    ['a promise', Promise.resolve(complete), 'proposal: expected plain data, got a Promise'],
    ['a thenable', { summary: 'x', then: () => 1 }, 'then: expected plain data, got a function'], // oxlint-disable-line unicorn/no-thenable
    [
      'a prototype',
      JSON.parse('{"summary":"x","data":{"__proto__":{"a":1}}}'),
      'data.__proto__: expected no such key, got an object with a',
    ],
  ])('with %s says where and why', (_name, value, message) => {
    expect(messageOf(value)).toBe(message)
  })

  it.each(['0', '0.0', '-1', '+1', '1e5', '1.', '.5', '01', '1,000', ' 1', '0.123456789', 'NaN', '', '1'.repeat(19)])(
    'with the amount %j is refused',
    (quantity) => {
      expect(messageOf({ summary: 'x', orders: [{ ...buy, quantity }] })).toContain('orders[0].quantity: expected')
    },
  )

  it('names five problems at most, in one line', () => {
    const message = messageOf({ data: Number.NaN, a: 1, b: 2, c: 3, d: 4, e: 5 })
    expect(message.split('; ')).toEqual([
      'data: expected a finite number, got NaN',
      'summary: expected text, got nothing',
      'a: expected no such key, got 1',
      'b: expected no such key, got 2',
      'c: expected no such key, got 3',
    ])
  })
})

describe('a hostile answer', () => {
  const throwing = () => {
    throw new Error('boom')
  }

  it('that throws when it is read is refused', () => {
    const getter = {
      summary: 'x',
      data: {
        get a() {
          return throwing()
        },
      },
    }
    expect(messageOf(getter)).toBe('data.a: expected plain data, got something that throws when it is read')
    const proxy = new Proxy({}, { ownKeys: throwing, getPrototypeOf: throwing, get: throwing })
    expect(messageOf(proxy)).toBe('proposal: expected plain data, got something that throws when it is read')
    expect(messageOf({ summary: 'x', data: Proxy.revocable({}, {}).proxy })).toBe('accepted')
    const { proxy: revoked, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(messageOf({ summary: 'x', data: revoked })).toContain('data: expected plain data')
  })

  it('that says something else every time it is read is read once', () => {
    let reads = 0
    const order = {
      ...buy,
      get quantity() {
        return reads++ === 0 ? '0.1' : '1000000'
      },
    }
    expect(parseProposal({ summary: 'x', orders: [order] })).toMatchObject({ ok: true, proposal: { orders: [buy] } })
    expect(reads).toBe(1)
  })

  it('that never ends is refused', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = { again: cycle }
    expect(messageOf({ summary: 'x', data: cycle })).toBe('data.self.again: expected plain data, got a cycle')
    const endless: object = new Proxy([], { get: (_target, key) => (key === 'length' ? 2 ** 32 : endless2()) })
    const endless2 = () =>
      new Proxy(
        {},
        {
          ownKeys: () => ['a', 'b'],
          getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
          get: () => endless2(),
        },
      )
    expect(messageOf({ summary: 'x', data: endless })).toContain('expected at most 32 levels, got more')
    let wide: unknown = []
    for (let level = 0; level < 30; level++) wide = [wide, wide]
    expect(messageOf({ summary: 'x', data: wide })).toContain('expected at most 1000000 characters of JSON, got more')
  })

  it('that nests deeper than 32 levels is refused, and a value that stands in two places is not', () => {
    const nested = (levels: number): unknown => (levels === 0 ? [] : [nested(levels - 1)])
    expect(messageOf({ summary: 'x', data: nested(30) })).toBe('accepted')
    expect(messageOf({ summary: 'x', data: nested(31) })).toMatch(/^data\[0\].*: expected at most 32 levels, got more$/)
    const shared = { a: 1 }
    expect(messageOf({ summary: 'x', data: [shared, [shared], shared] })).toBe('accepted')
  })

  it('never makes the check throw', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withObjectString: true,
          withSparseArray: true,
          withTypedArray: true,
        }),
        (value) => {
          expect(parseProposal(value)).toHaveProperty('ok')
          expect(parseProposal({ summary: 'x', data: value, orders: value })).toHaveProperty('ok')
        },
      ),
    )
  })
})
