import { describe, expect, it } from 'vitest'
import { risk } from '../../../src/agents/risk/risk.js'
import type { RoundTrip } from '../../../src/desk/portfolio.js'
import { briefingFor, portfolio } from '../../support/briefing.js'

const minuteMs = 60_000
const asOfMs = Date.parse('2026-01-01T12:00:00Z') // of the briefing

/** Round trips that closed so many minutes ago. */
function trips(...closed: readonly (readonly [minutesAgo: number, profit: number, symbol?: string])[]): RoundTrip[] {
  return closed.map(([minutesAgo, profit, symbol = 'BTC/USDT']) => {
    const closedAt = new Date(asOfMs - minutesAgo * minuteMs).toISOString()
    return { agent: 'strategy', symbol, openedAt: closedAt, closedAt, profit }
  })
}

const off = { lossesInARow: null }

async function verdictOn(roundTrips: readonly RoundTrip[], settings: object) {
  const briefing = briefingFor(risk, { settings, portfolio: portfolio({ roundTrips }) })
  const { verdict } = await risk.run(briefing, new AbortController().signal)
  return verdict
}

describe('a streak of losses', () => {
  const settings = { symbolProtection: { lossesInARow: 3, coolDownMinutes: 60 }, accountProtection: off }

  it('restricts its symbol to reductions until the cool-down is over', async () => {
    expect(await verdictOn(trips([50, -1], [40, -1], [30, -1]), settings)).toEqual({
      cycleId: 'c000001',
      state: 'active',
      reasons: [],
      restrict: [
        {
          symbol: 'BTC/USDT',
          state: 'reducing',
          until: '2026-01-01T12:30:00.000Z',
          reason: '3 losses in a row: reductions only until 2026-01-01T12:30Z',
        },
      ],
    })
    expect(await verdictOn(trips([90, -1], [70, -1], [60, -1]), settings)).not.toHaveProperty('restrict')
  })

  it('is broken by a trip without a loss, and by nothing that happens in another symbol', async () => {
    expect(await verdictOn(trips([50, -1], [40, 0], [30, -1], [20, -1]), settings)).not.toHaveProperty('restrict')
    const mixed = trips([50, -1], [45, 1, 'ETH/USDT'], [40, -1], [30, -1])
    expect((await verdictOn(mixed, settings))?.restrict).toMatchObject([{ symbol: 'BTC/USDT' }])
  })

  it('of the whole account leaves reductions only, and says until when', async () => {
    const account = { accountProtection: { lossesInARow: 3, coolDownMinutes: 60 }, symbolProtection: off }
    const mixed = trips([50, -1], [40, -1, 'ETH/USDT'], [30, -1])
    expect(await verdictOn(mixed, account)).toEqual({
      cycleId: 'c000001',
      state: 'reducing',
      reasons: [
        {
          code: 'loss-streak',
          message: 'the account: 3 losses in a row: reductions only until 2026-01-01T12:30Z',
          value: 3,
          limit: 3,
        },
      ],
    })
  })
})

describe('losing round trips within a window', () => {
  const protection = { lossesInARow: null, lossesInWindow: 3, windowMinutes: 120, stopMinutes: 90 }
  const settings = { symbolProtection: protection, accountProtection: off }

  it('stop their symbol from the last one on that was one too many', async () => {
    const three = trips([150, -1], [100, 5], [90, -1], [30, -1])
    expect((await verdictOn(three, settings))?.restrict).toMatchObject([{ until: '2026-01-01T13:00:00.000Z' }])
  })

  it('do not when they lie further apart, or when the stop is over', async () => {
    expect(await verdictOn(trips([151, -1], [90, -1], [30, -1]), settings)).not.toHaveProperty('restrict')
    expect(await verdictOn(trips([180, -1], [120, -1], [90, -1]), settings)).not.toHaveProperty('restrict')
  })

  it('count for the account over all symbols', async () => {
    const account = { accountProtection: protection, symbolProtection: off }
    const spread = trips([100, -1, 'A/USDT'], [60, -1, 'B/USDT'], [30, -1, 'C/USDT'])
    expect(await verdictOn(spread, account)).toMatchObject({
      state: 'reducing',
      reasons: [{ code: 'losing-trips', value: 3, limit: 3 }],
    })
  })
})

describe('by default', () => {
  it('five losses in a row rest a symbol, ten the account, and a window nothing', async () => {
    const four = trips(...Array.from({ length: 4 }, (_, index) => [9 - index, -1] as const))
    expect(await verdictOn(four, {})).toMatchObject({ state: 'active', reasons: [] })
    const five = trips(...Array.from({ length: 5 }, (_, index) => [9 - index, -1] as const))
    expect((await verdictOn(five, {}))?.restrict).toHaveLength(1)
    const ten = trips(...Array.from({ length: 10 }, (_, index) => [19 - index, -1, `S${index}/USDT`] as const))
    expect(await verdictOn(ten, {})).toMatchObject({ state: 'reducing', reasons: [{ code: 'loss-streak' }] })
  })
})
