import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { BudgetExhaustedError, Purse } from '../../../src/agents/trading/model/purse.js'
import { openSpending, SpendingError } from '../../../src/agents/trading/model/spending.js'
import { budgetSettings } from '../../../src/agents/trading/model-settings.js'
import { freshDir } from '../../support/candles.js'

const most = { inputTokens: 900, outputTokens: 100 }
const prices = { usdPerMillionInputTokens: 1, usdPerMillionOutputTokens: 10 }

let folder = ''
beforeEach(async () => {
  folder = join(await freshDir(), 'agents', 'trading')
})

/** A purse of its own, as another process would have it. */
function purseOf(budget: object, { id = 'c1', tick = '2026-01-01T12:00:00.000Z', keep = true } = {}): Purse {
  const cycle = { id, number: 1, tick, asOf: tick }
  return new Purse(openSpending({ folder, keep }), cycle, budgetSettings.parse(budget))
}

describe('a purse', () => {
  it('counts a request at the most it may cost until it is settled', () => {
    const purse = purseOf({})
    const payment = purse.reserve(most, prices)
    expect(purse.today()).toEqual({ calls: 1, tokens: 1_000, usd: 0.0019 })
    payment.settle({ inputTokens: 300, outputTokens: 50 })
    expect(purse.today()).toEqual({ calls: 1, tokens: 350, usd: expect.closeTo(0.0008, 12) })
    expect(purse.spent).toEqual(purse.today())
  })

  it('remembers what was reserved when its process was killed before the answer came', () => {
    purseOf({}).reserve(most, prices)
    expect(purseOf({}).today()).toEqual({ calls: 1, tokens: 1_000, usd: 0.0019 })
  })

  it.each<[string, object, RegExp]>([
    ['calls per cycle', { maxCallsPerCycle: 1 }, /2 of 1 calls per cycle/],
    ['calls per day', { maxCallsPerDay: 1 }, /2 of 1 calls per UTC day/],
    ['tokens per cycle', { maxTokensPerCycle: 1_999 }, /2000 of 1999 tokens per cycle/],
    ['tokens per day', { maxTokensPerDay: 1_999 }, /2000 of 1999 tokens per UTC day/],
    ['USD per cycle', { maxUsdPerCycle: 0.0037 }, /0\.0038 of 0\.0037 USD per cycle/],
    ['USD per day', { maxUsdPerDay: 0.0037 }, /0\.0038 of 0\.0037 USD per UTC day/],
  ])('lets no request pass that could go over the limit of %s, and counts none of it', (_what, budget, message) => {
    purseOf(budget).reserve(most, prices)
    const purse = purseOf(budget) // another attempt of the same cycle
    expect(() => purse.reserve(most, prices)).toThrow(BudgetExhaustedError)
    expect(() => purse.reserve(most, prices)).toThrow(message)
    expect(purse.today().calls).toBe(1)
  })

  it('begins a cycle and a day at nothing, and forgets neither day', () => {
    const budget = { maxCallsPerCycle: 1, maxCallsPerDay: 2 }
    purseOf(budget).reserve(most, prices)
    purseOf(budget, { id: 'c2' }).reserve(most, prices)
    expect(() => purseOf(budget, { id: 'c3' }).reserve(most, prices)).toThrow('3 of 2 calls per UTC day')
    purseOf(budget, { id: 'c4', tick: '2026-01-02T00:00:00.000Z' }).reserve(most, prices)
    // A clock that was set back finds its day as it was.
    expect(() => purseOf(budget, { id: 'c5' }).reserve(most, prices)).toThrow('3 of 2 calls per UTC day')
  })

  it('takes a request that is settled after its cycle from the day it was made', () => {
    const late = purseOf({}).reserve(most, prices)
    purseOf({}, { id: 'c2' }).reserve(most, prices)
    late.settle({ inputTokens: 1, outputTokens: 0 })
    const purse = purseOf({}, { id: 'c2' })
    expect(purse.today().tokens).toBe(1_001)
    expect(openSpending({ folder, keep: true }).read().cycle).toMatchObject({ id: 'c2', tokens: 1_000 })
  })

  it('counts more than was reserved when that is what it cost', () => {
    const purse = purseOf({ maxTokensPerDay: 2_000 })
    purse.reserve(most, prices).settle({ inputTokens: 5_000, outputTokens: 0 })
    expect(purse.today().tokens).toBe(5_000)
    expect(() => purse.reserve(most, prices)).toThrow(BudgetExhaustedError)
  })

  it('reads and writes nothing but in memory when nothing is to be kept', async () => {
    purseOf({}).reserve(most, prices)
    const before = await readFile(join(folder, 'spending.json'), 'utf8')
    const rehearsal = purseOf({ maxCallsPerDay: 2 }, { keep: false })
    rehearsal.reserve(most, prices)
    expect(rehearsal.today().calls).toBe(2)
    expect(() => rehearsal.reserve(most, prices)).toThrow(BudgetExhaustedError)
    expect(await readFile(join(folder, 'spending.json'), 'utf8')).toBe(before)
    expect(await readdir(folder)).toEqual(['spending.json'])
  })

  it.each(['', '{', '{"version":2}', '{"version":1,"days":{},"cycle":{"id":"","calls":-1,"tokens":0,"usd":0}}'])(
    'spends nothing while what was spent cannot be read: %j',
    async (text) => {
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, 'spending.json'), text)
      expect(() => purseOf({}).reserve(most, prices)).toThrow(SpendingError)
      expect(() => purseOf({}).reserve(most, prices)).toThrow(/spending\.json, which cannot be read/)
      expect(await readFile(join(folder, 'spending.json'), 'utf8')).toBe(text)
    },
  )

  it('spends nothing when it cannot be kept', async () => {
    await mkdir(join(folder, '..'), { recursive: true })
    await writeFile(folder, 'a file where the folder should be')
    expect(() => purseOf({}).reserve(most, prices)).toThrow(SpendingError)
  })

  it('remembers a bounded number of days, and always the present one', () => {
    const tick = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString()
    for (let day = 1; day <= 40; day++) purseOf({}, { tick: tick(day), id: `c${day}` }).reserve(most, prices)
    expect(Object.keys(openSpending({ folder, keep: true }).read().days)).toHaveLength(31)
    const early = purseOf({}, { tick: tick(1), id: 'early' })
    early.reserve(most, prices)
    expect(early.today().calls).toBe(1)
  })

  it('never lets the counted sum pass a limit, in whatever order requests and answers come', async () => {
    const step = fc.record({
      cycle: fc.integer({ min: 1, max: 3 }),
      answer: fc.option(fc.integer({ min: 1, max: 900 })),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        folder = await freshDir()
        for (const { cycle, answer } of steps) {
          const purse = purseOf({ maxTokensPerCycle: 2_000, maxTokensPerDay: 4_000 }, { id: `c${cycle}` })
          try {
            const payment = purse.reserve(most, prices)
            if (answer !== null) payment.settle({ inputTokens: answer, outputTokens: 0 })
          } catch (error) {
            if (!(error instanceof BudgetExhaustedError)) throw error
          }
          expect(purse.today().tokens).toBeLessThanOrEqual(4_000)
          expect(openSpending({ folder, keep: true }).read().cycle.tokens).toBeLessThanOrEqual(2_000)
        }
      }),
      { numRuns: 20 },
    )
  })
})
