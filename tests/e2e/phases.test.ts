import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Agent, type ConfigInput, createOrchestrator, type Report } from '../../src/index.js'
import { bookFaults } from '../support/checked-books.js'
import { active, agentOf, guardOf, noBuiltIns, recordedMarket, recording } from '../support/own-agents.js'

const BTC = 'BTC/USDT'
const held = (portfolio: { readonly positions: Readonly<Record<string, { readonly quantity: number }>> }) =>
  portfolio.positions[BTC]?.quantity ?? 0

/** Buys a little, and tells what the account held when it was asked. */
const buyer = (name: string): Agent =>
  agentOf(name, ({ portfolio }) => ({
    summary: 'buys',
    data: held(portfolio),
    orders: [{ symbol: BTC, side: 'buy', notional: '100', reason: 'always' }],
  }))

/** Halts by a breach once the account holds anything. */
const late: Agent = agentOf('late', ({ cycle, portfolio }) => {
  const state = held(portfolio) > 0 ? 'halted' : 'active'
  const reasons = state === 'active' ? [] : [{ code: 'held', message: 'something is held' }]
  return { summary: state, verdict: { cycleId: cycle.id, state, reasons } }
})

async function oneCycle(config: ConfigInput, agents: readonly Agent[]): Promise<Report> {
  const cwd = await recording(() => 100)
  const orchestrator = createOrchestrator({ market: recordedMarket, ...config }, { cwd, agents })
  const report = await orchestrator.cycle()
  await orchestrator.stop()
  expect(bookFaults(join(cwd, 'data'))).toEqual([])
  if (report === undefined) throw new Error('expected a report')
  return report
}

const told = ({ settlement }: Report) =>
  settlement.receipts.map(({ agent, origin, side, status }) => `${agent} ${origin} ${side} ${status}`)
const sight = ({ runs }: Report, name: string) => runs.find(({ agent }) => agent === name)?.proposal?.data

const guards = { name: 'guards', mode: 'sequential', gate: true } as const

describe('a fast phase before a slow one', () => {
  it('trades before it, and the slow one sees what it left; every receipt is in the report', async () => {
    const report = await oneCycle(
      {
        phases: [guards, { name: 'fast' }, { name: 'slow' }],
        agents: {
          ...noBuiltIns,
          guard: {},
          quick: { phase: 'fast' },
          beside: { phase: 'fast' },
          patient: { phase: 'slow' },
        },
      },
      [guardOf(active), buyer('quick'), buyer('beside'), buyer('patient')],
    )
    expect([sight(report, 'quick'), sight(report, 'beside')]).toEqual([0, 0])
    expect(sight(report, 'patient')).toBeGreaterThan(1.9)
    expect(told(report)).toEqual(['quick agent buy filled', 'beside agent buy filled', 'patient agent buy filled'])
  })

  it('settles with it in pipeline mode, where neither sees what the other left', async () => {
    const report = await oneCycle(
      {
        orchestrator: { mode: 'pipeline' },
        phases: [guards, { name: 'fast' }, { name: 'slow' }],
        agents: { ...noBuiltIns, guard: {}, patient: { phase: 'slow' }, quick: { phase: 'fast' } },
      },
      [guardOf(active), buyer('quick'), buyer('patient')],
    )
    expect([sight(report, 'quick'), sight(report, 'patient')]).toEqual([0, 0])
    expect(told(report)).toEqual(['quick agent buy filled', 'patient agent buy filled'])
  })
})

describe('a gate after a phase that has traded', () => {
  const phases = [guards, { name: 'fast' }, { name: 'review', gate: true }, { name: 'slow' }, { name: 'last' }] as const
  const agents = {
    ...noBuiltIns,
    guard: {},
    quick: { phase: 'fast' },
    late: { phase: 'review' },
    patient: { phase: 'slow', runWhen: 'always' },
    also: { phase: 'last', runWhen: 'always' },
  } as const

  it('keeps the rest from trading, and sells off what is held only once', async () => {
    const report = await oneCycle({ phases: [...phases], agents, limits: { onHalt: 'flatten' } }, [
      guardOf(active),
      buyer('quick'),
      late,
      buyer('patient'),
      buyer('also'),
    ])
    expect(report.status).toBe('halted')
    expect(told(report)).toEqual([
      'quick agent buy filled',
      'quick flatten sell filled',
      'patient agent buy denied',
      'also agent buy denied',
    ])
  })
})
