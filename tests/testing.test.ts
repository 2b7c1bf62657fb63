import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type Briefing, defineAgent } from '../src/index.js'
import { textbookNames } from '../src/market/textbook-market.js'
import { briefing, runAgent } from '../src/testing.js'
import { agentOf } from './support/own-agents.js'

describe('a briefing', () => {
  it.each(textbookNames)('of %s is the same each time, whole, and cannot be changed', (name) => {
    const made = briefing(name)
    expect(made).toEqual(briefing(name))
    expect(Object.keys(made.market.symbols)).toEqual(['BTC/USDT', 'ETH/USDT', 'SOL/USDT'])
    expect(() => Object.assign(made.portfolio, { cash: 0 })).toThrow(TypeError)
    const { cash, equity, positions, own } = made.portfolio
    const worth = Object.values(positions).reduce((sum, { value = 0 }) => sum + value, 0)
    expect(cash + worth).toBeCloseTo(equity ?? 0, 6)
    expect(own.positions).toEqual(positions)
    expect(own.profit).toBeCloseTo((equity ?? 0) - 10_000, 6)
  })

  it('is of a rising market unless another is named', () => {
    expect(briefing()).toEqual(briefing('rising'))
    expect(briefing('crash').portfolio.own.positions).toHaveProperty(['BTC/USDT'])
  })

  it('takes parts of one’s own in place of its', () => {
    const memory = { seen: 3 }
    expect(briefing({ memory, attempt: 2 })).toEqual({ ...briefing('rising'), memory, attempt: 2 })
    expect(briefing('flat', { settings: { bars: 3 } }).settings).toEqual({ bars: 3 })
  })
})

describe('runAgent', () => {
  const buyer = defineAgent({
    name: 'buyer',
    settings: z.object({ notional: z.number().positive().default(50) }),
    run: ({ settings, market }) => ({
      summary: `asOf ${market.asOfMs}`,
      orders: [{ symbol: 'BTC/USDT', side: 'buy', notional: `${settings.notional}`, reason: 'always' }],
    }),
  })

  it('gives what the agent proposes, its settings completed', async () => {
    const { orders } = await runAgent(buyer, briefing())
    expect(orders).toEqual([{ symbol: 'BTC/USDT', side: 'buy', notional: '50', reason: 'always' }])
  })

  it.each([
    [{ notional: 'a lot' }, 'buyer.settings.notional: expected a number, got "a lot"'],
    [{ notionel: 5 }, 'buyer.settings.notionel: expected a known key, got "notionel"'],
    [{ notional: -5 }, 'buyer.settings.notional: expected a number, more than 0, got -5'],
  ])('refuses settings as the program does: %j', async (settings, message) => {
    await expect(runAgent(buyer, briefing({ settings }))).rejects.toThrow(message)
  })

  it.each<[string, () => unknown, string]>([
    ['nothing', () => undefined, 'odd answered nothing'],
    ['a wrong key', () => ({ summary: '', order: [] }), 'order: expected no such key'],
    [
      'what is no number',
      () => ({ summary: '', metrics: { rsi: Number.NaN } }),
      'metrics.rsi: expected a finite number',
    ],
  ])('refuses an answer as the program does: %s', async (_what, answer, message) => {
    // A user's JavaScript may answer anything.
    const odd = agentOf('odd', answer as () => { summary: string })
    await expect(runAgent(odd, briefing())).rejects.toThrow(message)
  })

  it('passes on what the agent throws, and the signal it is given', async () => {
    const throwing = agentOf('throwing', () => {
      throw new RangeError('no such bar')
    })
    await expect(runAgent(throwing)).rejects.toThrow(new RangeError('no such bar'))
    const asking = agentOf('asking', (_briefing: Briefing, signal) => ({ summary: String(signal.aborted) }))
    expect(await runAgent(asking, briefing(), AbortSignal.abort())).toEqual({ summary: 'true' })
  })
})
