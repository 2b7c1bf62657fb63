import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VerdictReason } from '../../../src/agents/agent.js'
import { parseProposal } from '../../../src/agents/proposal.js'
import { risk } from '../../../src/agents/risk/risk.js'
import type { Portfolio } from '../../../src/desk/portfolio.js'
import type { MarketSnapshot } from '../../../src/market/snapshot.js'
import { baselines, briefingFor, market, portfolio, position, symbolView } from '../../support/briefing.js'

interface Case {
  readonly settings?: object
  readonly market?: MarketSnapshot
  readonly portfolio?: Portfolio
}

const signal = new AbortController().signal
const minuteMs = 60_000
const held = { 'BTC/USDT': position('BTC/USDT', 1, 100) }

async function judge(parts: Case = {}) {
  const proposal = await risk.run(briefingFor(risk, parts), signal)
  return { ...proposal, state: proposal.verdict?.state, reasons: proposal.verdict?.reasons ?? [] }
}

/** An account at `equity` whose every baseline is 10,000, but for those given. */
function account(equity: number, bases: Parameters<typeof baselines>[0] = {}, parts: Partial<Portfolio> = {}) {
  const all = { session: 10_000, dayStart: 10_000, rolling24h: 10_000, highWaterMark: 10_000, ...bases }
  return portfolio({ equity, cash: equity, baselines: baselines(all), ...parts })
}

async function outcome(parts: Case) {
  const { state, reasons } = await judge(parts)
  return [state, ...reasons.map(({ code, latch }) => (latch === true ? `${code}!` : code))]
}

describe('the risk agent', () => {
  it('is active without reasons on a quiet account, and says how far the tightest limit is', async () => {
    const quiet = await judge()
    expect(quiet.verdict).toEqual({ cycleId: 'c000001', state: 'active', reasons: [] })
    expect(quiet.summary).toBe(
      'active: the tightest limit is equity 10000.00 USDT (minimum 50 USDT), 1 % used; ' +
        'risk score unknown, value at risk 0.00 % in 24 h',
    )
    expect(quiet.metrics).toMatchObject({
      equity: 10_000,
      cash: 10_000,
      exposurePercent: 0,
      dailyChangePercent: 0,
      rollingChangePercent: 0,
      drawdownPercent: 0,
      valueAtRiskPercent: 0,
    })
    for (const unknown of ['riskScore', 'riskBand', 'sharpe', 'meanCorrelation'])
      expect(quiet.metrics).not.toHaveProperty(unknown)
  })

  const daily = { rolling24h: 1, highWaterMark: 1 } // out of the way: far below any equity
  const rolling = { dayStart: 1, highWaterMark: 1 }
  const peak = { dayStart: 1, rolling24h: 1 }
  it.each<[string, Case, string[]]>([
    ['daily loss of 3.99 %', { portfolio: account(9601, daily) }, ['active']],
    ['daily loss of 4 %', { portfolio: account(9600, daily) }, ['active', 'daily-loss-warning']],
    ['daily loss of 4.5 %', { portfolio: account(9550, daily) }, ['reducing', 'daily-loss-soft']],
    ['daily loss of 5 %', { portfolio: account(9500, daily) }, ['halted', 'daily-loss!']],
    [
      'daily loss of 7 % with a limit of 7 %',
      { settings: { maxDailyLossPercent: 7 }, portfolio: account(9300, daily) },
      ['halted', 'daily-loss!'],
    ],
    ['daily loss of 19.99 USDT', { settings: { maxDailyLossUsd: 25 }, portfolio: account(9980.01, daily) }, ['active']],
    [
      'daily loss of 20 USDT',
      { settings: { maxDailyLossUsd: 25 }, portfolio: account(9980, daily) },
      ['active', 'daily-loss-warning'],
    ],
    [
      'daily loss of 25 USDT',
      { settings: { maxDailyLossUsd: 25 }, portfolio: account(9975, daily) },
      ['halted', 'daily-loss!'],
    ],
    ['rolling loss of 4.5 %', { portfolio: account(9550, rolling) }, ['reducing', 'rolling-loss-soft']],
    ['rolling loss of 5 %', { portfolio: account(9500, rolling) }, ['halted', 'rolling-loss!']],
    [
      'rolling loss, turned off',
      { settings: { maxRollingLossPercent: null }, portfolio: account(5000, rolling) },
      ['active'],
    ],
    ['drawdown of 12 %', { portfolio: account(8800, peak) }, ['active', 'drawdown-warning']],
    ['drawdown of 13.5 %', { portfolio: account(8650, peak) }, ['reducing', 'drawdown-soft']],
    ['drawdown of 15 %', { portfolio: account(8500, peak) }, ['halted', 'drawdown!']],
    ['balance of 62 USDT', { portfolio: account(62, { ...daily, dayStart: 1 }) }, ['active', 'min-balance-warning']],
    ['balance of 55 USDT', { portfolio: account(55, { ...daily, dayStart: 1 }) }, ['reducing', 'min-balance-soft']],
    ['balance at the minimum', { portfolio: account(50, { ...daily, dayStart: 1 }) }, ['reducing', 'min-balance-soft']],
    ['balance under the minimum', { portfolio: account(49.99, { ...daily, dayStart: 1 }) }, ['halted', 'min-balance!']],
    [
      'empty account without a minimum balance',
      { settings: { minBalanceUsd: 0 }, portfolio: account(0) },
      ['halted', 'daily-loss!', 'rolling-loss!', 'drawdown!'],
    ],
    [
      'exposure of 72 %',
      { portfolio: account(10_000, {}, { cash: 2800, positions: held }) },
      ['active', 'exposure-warning'],
    ],
    [
      'exposure of 90 %',
      { portfolio: account(10_000, {}, { cash: 1000, positions: held }) },
      ['active', 'exposure-warning'],
    ],
    [
      'exposure of 90.01 %',
      { portfolio: account(10_000, {}, { cash: 999, positions: held }) },
      ['reducing', 'exposure-soft'],
    ],
    [
      'later soft limit',
      { settings: { softPercent: 95 }, portfolio: account(9550, daily) },
      ['active', 'daily-loss-warning'],
    ],
    ['gain of 10 %', { portfolio: account(11_000) }, ['active']],
    [
      'gain at its target',
      { settings: { gainTargetPercent: 10 }, portfolio: account(11_000) },
      ['reducing', 'gain-target'],
    ],
  ])('judges a %s', async (_name, parts, expected) => {
    expect(await outcome(parts)).toEqual(expected)
  })

  it('latches every broken limit with its figure, its limit and the baseline that resume re-bases', async () => {
    const { state, reasons, summary } = await judge({ portfolio: account(8000) })
    expect(state).toBe('halted')
    expect(reasons).toEqual([
      {
        code: 'daily-loss',
        message: 'daily loss 20.00 % (limit 5 %): broken',
        latch: true,
        value: 20,
        limit: 5,
        baseline: 'dayStart',
      },
      {
        code: 'rolling-loss',
        message: 'loss over 24 h 20.00 % (limit 5 %): broken',
        latch: true,
        value: 20,
        limit: 5,
        baseline: 'rolling24h',
      },
      {
        code: 'drawdown',
        message: 'drawdown 20.00 % (limit 15 %): broken',
        latch: true,
        value: 20,
        limit: 15,
        baseline: 'highWaterMark',
      },
    ])
    expect(summary).toMatch(/^halted: daily loss 20\.00 % \(limit 5 %\): broken; loss over 24 h/)
  })

  it('tells a daily loss in the unit of the tighter limit', async () => {
    const usd = await judge({ settings: { maxDailyLossUsd: 25 }, portfolio: account(9970) })
    expect(usd.reasons).toMatchObject([
      { message: 'daily loss 30.00 USDT (limit 25 USDT): broken', value: 30, limit: 25 },
    ])
    const percent = await judge({ settings: { maxDailyLossUsd: 5000 }, portfolio: account(9400, daily) })
    expect(percent.reasons).toMatchObject([{ message: 'daily loss 6.00 % (limit 5 %): broken', value: 6, limit: 5 }])
  })

  it('does not take a gain for a loss', async () => {
    expect(await outcome({ settings: { maxDailyLossUsd: 25 }, portfolio: account(10_030) })).toEqual(['active'])
    expect(await outcome({ settings: { maxDailyLossUsd: 25 }, portfolio: account(30_000) })).toEqual(['active'])
    expect((await judge({ portfolio: account(10_030) })).metrics).toMatchObject({
      dailyChangePercent: expect.closeTo(0.3, 9),
      drawdownPercent: 0,
    })
  })

  it('measures the day from where it started, not from where the process did', async () => {
    expect(await outcome({ portfolio: account(9400, { session: 9400, ...daily }) })).toEqual(['halted', 'daily-loss!'])
  })

  it('takes an unknown balance for unknown: halted, no latch, nothing else concluded', async () => {
    const { equity: _equity, ...unknown } = account(0, {}, { complete: false, missing: ['ADA/USDT'], cash: 0 })
    const { state, reasons, metrics } = await judge({ portfolio: unknown })
    expect(state).toBe('halted')
    expect(reasons).toEqual([{ code: 'partial-data', message: 'no price for held ADA/USDT', unknown: true }])
    expect(metrics).toBeUndefined()
  })

  it('halts without a latch on a partial or stale market, and concludes nothing else', async () => {
    const broke = account(100)
    const partial = market(
      symbolView('BTC/USDT', [1]),
      symbolView('ETH/USDT', [], { condition: 'partial', reason: 'gap' }),
    )
    expect((await judge({ market: partial, portfolio: broke })).reasons).toEqual([
      { code: 'partial-data', message: 'incomplete market data: ETH/USDT (gap)', unknown: true },
    ])
    const stale = market(symbolView('BTC/USDT', [1], { ageMs: 120 * minuteMs + 1 }), symbolView('ETH/USDT', [1]))
    expect((await judge({ market: stale, portfolio: broke })).reasons).toEqual([
      {
        code: 'stale-data',
        message: 'BTC/USDT is 120 min old, at most 120 min',
        unknown: true,
        value: expect.closeTo(120, 3),
        limit: 120,
      },
    ])
  })

  it('does not mind an absent symbol nor data at the age limit', async () => {
    const old = { ageMs: 120 * minuteMs }
    const quiet = market(
      symbolView('BTC/USDT', [1], old),
      symbolView('SOL/USDT', [], { condition: 'absent', ageMs: 1e12 }),
    )
    expect(await outcome({ market: quiet })).toEqual(['active'])
    expect(await outcome({ market: quiet, settings: { maxDataAgeMinutes: 119 } })).toEqual(['halted', 'stale-data'])
  })

  it('lets only reductions through beside a suspect price', async () => {
    const suspect = market(symbolView('BTC/USDT', [1], { condition: 'suspect', reason: '40 deviations' }))
    const { state, reasons } = await judge({ market: suspect })
    expect(state).toBe('reducing')
    expect(reasons).toEqual([{ code: 'suspect-price', message: 'suspect price: BTC/USDT (40 deviations)' }])
  })

  it('neither halts nor latches for a loss that rests on a suspect price, until the next cycle confirms it', async () => {
    const holding = account(8000, daily, { positions: held })
    const suspect = market(symbolView('BTC/USDT', [1], { condition: 'suspect' }))
    const { state, reasons } = await judge({ market: suspect, portfolio: holding })
    expect(state).toBe('reducing')
    expect(reasons).toEqual([
      {
        code: 'daily-loss-unconfirmed',
        message: 'daily loss 20.00 % (limit 5 %): at a suspect price',
        value: 20,
        limit: 5,
      },
      { code: 'suspect-price', message: 'suspect price: BTC/USDT' },
    ])
    const confirmed = market(symbolView('BTC/USDT', [1]))
    expect(await outcome({ market: confirmed, portfolio: holding })).toEqual(['halted', 'daily-loss!'])
    expect(await outcome({ market: suspect, portfolio: account(8000, daily) })).toEqual([
      'halted',
      'daily-loss!',
      'suspect-price',
    ])
  })

  it.each(['dayStart', 'rolling24h', 'highWaterMark'] as const)(
    'halts without a latch when %s is missing',
    async (name) => {
      const { [name]: _missing, ...rest } = portfolio().baselines
      expect((await judge({ portfolio: portfolio({ baselines: rest }) })).verdict).toMatchObject({
        state: 'halted',
        reasons: [{ code: 'missing-baseline', message: `no equity is known for ${name}`, unknown: true }],
      })
    },
  )

  it.each([0, -1, Number.NaN])('takes a baseline of %d for missing', async (equity) => {
    expect(await outcome({ portfolio: account(10_000, { dayStart: equity }) })).toEqual(['halted', 'missing-baseline'])
  })

  it('has settings that refuse unknown keys and wrong units', () => {
    for (const settings of [
      { maxDailyLoss: 5 },
      { maxDailyLossPercent: -5 },
      { maxDrawdownPercent: 150 },
      { minBalanceUsd: '50' },
      { figureLimits: { volatility: { hard: 50 } } },
      { figureLimits: { volatilityPercent: { soft: 60, hard: 50 } } },
      { figureLimits: { sharpe: { soft: 0, hard: 1 } } },
      { symbolProtection: { lossesInARow: 0 } },
    ])
      expect(risk.settings.safeParse(settings).success).toBe(false)
  })
})

describe('whatever the account, the risk agent', () => {
  const amount = fc.oneof(
    fc.integer({ min: 0, max: 2_000_000 }).map((cents) => cents / 100),
    fc.constantFrom(0, 50, 9500, 10_000, Number.NaN, Infinity, -1),
  )
  const name = fc.constantFrom('BTC/USDT', 'ETH/USDT')
  const view = fc.record({
    symbol: name,
    condition: fc.constantFrom(
      'listed' as const,
      'listed' as const,
      'absent' as const,
      'suspect' as const,
      'partial' as const,
    ),
    ageMs: fc.constantFrom(0, 0, 0, 119 * minuteMs, 121 * minuteMs),
  })
  const account = fc.record({
    complete: fc.boolean(),
    equity: fc.option(amount, { nil: undefined }),
    cash: amount,
    bases: fc.record({ dayStart: amount, rolling24h: amount, highWaterMark: amount }, { requiredKeys: [] }),
    holds: fc.uniqueArray(name),
    views: fc.array(view, { maxLength: 2 }),
    missing: fc.oneof(fc.constant([]), fc.constant(['ADA/USDT'])),
  })
  const cases = account.map(({ equity, bases, holds, views, ...rest }) => ({
    market: market(...views.map(({ symbol, ...parts }) => symbolView(symbol, [100], parts))),
    portfolio: {
      ...portfolio({
        ...rest,
        baselines: baselines(bases),
        positions: Object.fromEntries(holds.map((symbol) => [symbol, position(symbol, 1, 100)])),
      }),
      equity,
    } as Portfolio,
  }))

  const latches = (reasons: readonly VerdictReason[]) => reasons.filter(({ latch }) => latch === true)

  it('gives a valid proposal', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (parts) => {
        expect(parseProposal(await risk.run(briefingFor(risk, parts), signal))).toMatchObject({ ok: true, noop: false })
      }),
    )
  })

  it('is never active when a hard limit is broken', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (parts) => {
        const { equity = Number.NaN, baselines: base } = parts.portfolio
        const lost = (limit: number, from = Number.NaN) => (equity / from - 1) * 100 <= -limit - 1e-9
        const isBroken =
          lost(5, base.dayStart?.equity) ||
          lost(5, base.rolling24h?.equity) ||
          lost(15, base.highWaterMark?.equity) ||
          equity < 50
        fc.pre(isBroken)
        const { state, reasons } = await judge(parts)
        const isDoubted = reasons.some(({ code }) => code.endsWith('-unconfirmed'))
        expect(isDoubted ? ['reducing', 'halted'] : ['halted']).toContain(state)
      }),
    )
  })

  it('is never active and never latches when it cannot know', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (parts) => {
        const { complete, missing, equity, cash } = parts.portfolio
        const isUnknown =
          !complete ||
          missing.length > 0 ||
          !Number.isFinite(equity) ||
          !Number.isFinite(cash) ||
          Object.values(parts.market.symbols).some(
            ({ condition, ageMs = 0 }) => condition === 'partial' || (condition !== 'absent' && ageMs > 120 * minuteMs),
          )
        fc.pre(isUnknown)
        const { state, reasons } = await judge(parts)
        expect(state).toBe('halted')
        expect(latches(reasons)).toEqual([])
        expect(reasons.every(({ unknown }) => unknown === true)).toBe(true)
      }),
    )
  })

  it('latches exactly when it halts for what it knows', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (parts) => {
        const { state, reasons } = await judge(parts)
        fc.pre(reasons.every(({ unknown }) => unknown !== true))
        expect(latches(reasons).length > 0).toBe(state === 'halted')
      }),
    )
  })
})
