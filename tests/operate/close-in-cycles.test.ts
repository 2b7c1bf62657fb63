import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createOrchestrator, type Report, type Verdict } from '../../src/index.js'
import { close } from '../../src/operate/close.js'
import { madeUpCandles, writeCandles } from '../support/candles.js'
import { bookFaults } from '../support/checked-books.js'
import { active, guardOf, noBuiltIns, recordedMarket, recording, traderOf } from '../support/own-agents.js'
import { recorded } from '../support/record.js'

const BTC = 'BTC/USDT'
const ETH = 'ETH/USDT'
const buyer = traderOf('buyer', () => [{ symbol: BTC, side: 'buy', notional: '100', reason: 'always' }])
const reducing: Pick<Verdict, 'state' | 'reasons'> = {
  state: 'reducing',
  reasons: [{ code: 'close', message: 'close to a limit' }],
}
const broken: Pick<Verdict, 'state' | 'reasons'> = {
  state: 'halted',
  reasons: [{ code: 'broken', message: 'a limit is broken', latch: true }],
}

/** One cycle that buys BTC, a close of it that is asked for, and so many cycles more; the reports of these. */
async function closed(verdict: Pick<Verdict, 'state' | 'reasons'>, { gapAt }: { readonly gapAt?: number } = {}) {
  const cwd = await recording(() => 100)
  const candles = madeUpCandles({ count: 80 }).filter((_, hour) => hour !== gapAt)
  await writeCandles(join(cwd, 'candles'), ETH, candles)
  const system = createOrchestrator(
    { market: { ...recordedMarket, symbols: [BTC, ETH] }, agents: { ...noBuiltIns, guard: {}, buyer: {} } },
    { agents: [guardOf(active, verdict), buyer], cwd },
  )
  const dataDir = join(cwd, 'data')
  const first = await system.cycle()
  expect(first?.settlement.receipts).toMatchObject([{ side: 'buy', status: 'filled' }])
  close({ dataDir, name: 'data' }, { symbol: BTC, reason: null, who: 'ada', at: '2024-01-02T16:30:00.000Z' })
  const reports: Report[] = []
  for (let cycle = 0; cycle < 3; cycle++) {
    const report = await system.cycle()
    if (report !== undefined) reports.push(report)
  }
  await system.stop()
  expect(bookFaults(dataDir)).toEqual([])
  return { reports, requests: recorded(dataDir, "SELECT applied_at, result FROM commands WHERE kind = 'close'") }
}

const closings = ({ settlement }: Report) =>
  settlement.receipts.filter(({ origin }) => origin === 'close').map(({ status }) => status)

describe('a close that is asked for between two cycles', () => {
  it.each([
    ['active', active],
    ['reducing', reducing],
    ['halted', broken],
  ])('is carried out by the next one, once, while trading is %s', async (state, verdict) => {
    const { reports } = await closed(verdict)
    expect(reports[0]?.state.state).toBe(state)
    expect(reports.map(closings)).toEqual([['filled'], [], []])
    expect(reports[0]?.settlement.account.positions).toEqual([])
  })

  it('waits while something in the market is not known, and is done when all is known again', async () => {
    const { reports, requests } = await closed(active, { gapAt: 41 })
    const [blind] = reports
    expect(blind?.state).toMatchObject({ state: 'halted', reasons: [{ code: 'partial-data' }] })
    expect(blind?.settlement.account.positions).toMatchObject([{ symbol: BTC }])
    const waits = reports.findIndex((report) => report.state.state === 'active')
    expect(waits).toBeGreaterThan(0)
    expect(reports.map(closings)).toEqual(reports.map((_, cycle) => (cycle === waits ? ['filled'] : [])))
    expect(requests).toMatchObject([{ applied_at: expect.any(String) }])
  })
})
