import { isDeepStrictEqual } from 'node:util'
import { answerOf } from '../../../src/executors/answer.js'
import { AttemptError } from '../../../src/orchestrator/attempt-error.js'
import { type Fate, type InputKind, mustHold } from '../fuzz.js'
import { anyJson, oddNumbers, oddTexts, spoiledJson } from '../mutations.js'
import type { Random } from '../random.js'

const words = `
  summary verdict cycleId state reasons code message latch unknown value limit baseline dayStart restrict
  symbol until reason signals direction confidence orders side buy sell quantity notional expectedPrice
  protect stop takeProfit metrics data memory active reducing halted BTC/USDT 0.25 1e5 -1 0
  2026-01-01T00:00:00Z
`
  .trim()
  .split(/\s+/)

/** One of everything that a proposal may hold. */
export const wholeProposal = {
  summary: 'two orders',
  verdict: {
    cycleId: 'c000001',
    state: 'reducing',
    reasons: [{ code: 'x', message: 'y', latch: true, unknown: false, value: 1, limit: 2, baseline: 'session' }],
    restrict: [{ symbol: 'BTC/USDT', state: 'halted', until: '2026-01-01T00:00:00Z', reason: 'news' }],
  },
  signals: [{ symbol: 'BTC/USDT', direction: -0.5, confidence: 1, reason: 'down' }],
  orders: [
    { symbol: 'BTC/USDT', side: 'buy', notional: '20.5', reason: 'up', protect: { stop: '10', takeProfit: '30' } },
    { symbol: 'ETH/USDT', side: 'sell', quantity: '0.25', expectedPrice: '3000', reason: 'down' },
  ],
  metrics: { seen: 3, mood: 'good', sure: true },
  data: { nested: [1, { deep: null }] },
  memory: { runs: 3 },
} as const

/** What agents answer, JSON or not; what is taken must survive JSON and stay as it is. */
export const proposals: InputKind = {
  name: 'proposals',
  share: 25,
  prepare: () =>
    Promise.resolve((random) => {
      const spoiled = random.chance(0.2) ? anyJson(random, words, 5) : spoiledJson(wholeProposal, random, words)
      return answered(random.chance(0.4) ? withStrangers(spoiled, random) : spoiled)
    }),
}

function answered(value: unknown): Fate {
  try {
    const { proposal } = answerOf('mine', value)
    mustHold(isDeepStrictEqual(JSON.parse(JSON.stringify(proposal)), plain(proposal)), 'what JSON changes was taken')
    return { taken: true }
  } catch (error) {
    if (!(error instanceof AttemptError)) throw error
    const { code, message } = error.failure
    mustHold(code === 'no-proposal' || code === 'invalid-proposal', `refused as ${code}`)
    mustHold(!message.includes('\n'), `refused in several lines: ${message}`)
    return { taken: false, said: message }
  }
}

/** Puts something that JSON does not have into a value. */
function withStrangers(json: unknown, random: Random): unknown {
  const stranger = random.pick(strangers)(random)
  if (typeof json !== 'object' || json === null) return stranger
  const keys = Object.keys(json)
  const key = keys.length === 0 || random.chance(0.2) ? random.pick(words) : random.pick(keys)
  const inner: unknown = Reflect.get(json, key)
  const goesDeeper = typeof inner === 'object' && inner !== null && random.chance(0.7)
  Reflect.set(json, key, goesDeeper ? withStrangers(inner, random) : stranger)
  return json
}

const strangers: readonly ((random: Random) => unknown)[] = [
  () => Number.NaN,
  () => Number.NEGATIVE_INFINITY,
  () => undefined,
  () => 10n ** 30n,
  () => Symbol('x'),
  () => () => 1,
  () => new Date(Number.NaN),
  () => new Map([[1, 2]]),
  () => new Float64Array(3),
  () => Buffer.from('x'),
  () => Promise.reject(new Error('never to be waited for')).catch(() => {}),
  () => Object.create(null),
  () => Object.assign(Object.create({ inherited: 1 }), { own: 2 }),
  () => ({
    get summary() {
      throw new Error('no reading')
    },
  }),
  () => ({ toJSON: () => ({ other: 1 }) }),
  () =>
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys')
        },
      },
    ),
  () =>
    new Proxy([], {
      get: () => {
        throw new Error('no items')
      },
    }),
  () => Proxy.revocable({}, {}).proxy,
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    return cycle
  },
  () => Array.from({ length: 3 }),
  () => Object.assign([], { length: 100_000_000 }),
  () => Array.from({ length: 2_000 }, () => wholeProposal.orders[0]),
  () => nested(10_000),
  () => new Error('an error'),
  () => new String('boxed'),
  (random) => random.pick(oddTexts),
  (random) => random.pick(oddNumbers),
]

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

/** Own properties without those that are undefined, which a proposal may have. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, plain(item)]])),
  )
}
