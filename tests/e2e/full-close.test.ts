import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Agent, createOrchestrator, type Report, type Verdict } from '../../src/index.js'
import { bookFaults } from '../support/checked-books.js'
import { active, guardOf, noBuiltIns, recordedMarket, recording, traderOf } from '../support/own-agents.js'

const SYMBOL = 'BTC/USDT'
const wide = { maxOrderUsd: 100_000, maxOrderPercent: 100 }
const tight = {
  maxOrderUsd: 50,
  maxOrderPercent: 1,
  maxOrdersPerCycle: 1,
  maxOrdersPerDay: 1,
  maxTurnoverPercentPerDay: 1,
}

/** Buys the full position of 30 % in the first cycle, with a stop at 90, and sells it all from then on. */
const trader = traderOf('trader', ({ cycle, portfolio }) => {
  if (cycle.number === 1)
    return [{ symbol: SYMBOL, side: 'buy', notional: '2998', reason: 'all in', protect: { stop: '90' } }]
  const held = portfolio.own.positions[SYMBOL]?.quantity ?? 0
  return held > 0 ? [{ symbol: SYMBOL, side: 'sell', quantity: String(held), reason: 'all out' }] : []
})

const broken = { code: 'broken', message: 'a limit is broken', latch: true }
const reducing: Pick<Verdict, 'state' | 'reasons'> = {
  state: 'reducing',
  reasons: [{ code: 'close', message: 'close to a limit' }],
}

/** Runs one cycle under wide limits, and then so many more under tight ones; the reports of these. */
async function closed(
  agents: readonly Agent[],
  { price, cycles }: { readonly price: (index: number) => number; readonly cycles: number },
) {
  const cwd = await recording(price)
  const config = { market: recordedMarket, agents: { ...noBuiltIns, guard: {}, trader: {} } }
  const first = createOrchestrator({ ...config, limits: wide }, { agents, cwd })
  const bought = await first.cycle()
  await first.stop()
  expect(bought?.settlement.receipts).toMatchObject([{ side: 'buy', status: 'filled' }])

  const then = createOrchestrator({ ...config, limits: tight }, { agents, cwd })
  const reports: Report[] = []
  for (let cycle = 0; cycle < cycles; cycle++) {
    const report = await then.cycle()
    if (report !== undefined) reports.push(report)
  }
  await then.stop()
  expect(bookFaults(join(cwd, 'data'))).toEqual([])
  return reports
}

const sold = ({ settlement }: Report) =>
  settlement.receipts.filter(({ side, status }) => side === 'sell' && status === 'filled')

describe('a full position, under order limits that would not let a sixtieth of it pass', () => {
  const flat = () => 100

  it('closes in one cycle while active', async () => {
    const [report] = await closed([guardOf(active), trader], { price: flat, cycles: 1 })
    expect(report?.state.state).toBe('active')
    expect(sold(report!).length).toBeGreaterThan(50)
    expect(report?.settlement.account.positions).toEqual([])
  })

  it('closes in one cycle while reducing', async () => {
    const [report] = await closed([guardOf(active, reducing), trader], { price: flat, cycles: 1 })
    expect(report?.state.state).toBe('reducing')
    expect(sold(report!).length).toBeGreaterThan(50)
    expect(report?.settlement.account.positions).toEqual([])
  })

  it('closes in one cycle by its stop after a breach, and not before', async () => {
    const guard = guardOf(active, { state: 'halted', reasons: [broken] })
    const falls = (index: number) => (index < 41 ? 100 : index < 42 ? 95 : 89)
    const [breach, stopped] = await closed([guard, trader], { price: falls, cycles: 2 })
    expect(breach?.state).toMatchObject({ state: 'halted', reasons: [{ code: 'broken', latch: true }] })
    expect(sold(breach!)).toEqual([])
    expect(breach?.settlement.account.positions).toHaveLength(1)
    expect(stopped?.status).toBe('halted')
    expect(new Set(sold(stopped!).map(({ origin }) => origin))).toEqual(new Set(['protection']))
    expect(stopped?.settlement.account.positions).toEqual([])
  })
})
