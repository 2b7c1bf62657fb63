import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Agent, createOrchestrator, type Proposal } from '../../src/index.js'
import { openRecord, type ProposalRecord, recordedAgent } from '../../src/replay/recorded-agent.js'
import { briefingFor } from '../support/briefing.js'
import { freshDir, HOUR_MS } from '../support/candles.js'
import { active, agentOf, guardOf, noBuiltIns, recordedMarket, recording } from '../support/own-agents.js'

const LIVE_CYCLES = 6

/** Asks the world, which fails in the third cycle. */
const mind = agentOf('mind', ({ cycle }) => {
  if (cycle.number === 3) throw new Error('the world does not answer')
  return {
    summary: `thought of ${cycle.asOf}`,
    orders: [{ symbol: 'BTC/USDT', side: 'buy', notional: `${100 + cycle.number}`, reason: 'it says so' }],
    signals: [{ symbol: 'BTC/USDT', direction: 1, confidence: 0.8, reason: 'it says so' }],
    metrics: { calls: 1 },
    data: { said: ['yes', cycle.number] },
    memory: { count: cycle.number },
  }
})

/** The proposals of an agent in the cycles of a run, by asOf. */
async function proposalsOf(agent: Agent, { cwd, cycles, from }: { cwd: string; cycles: number; from?: string }) {
  const market = from === undefined ? recordedMarket : { ...recordedMarket, from }
  const orchestrator = createOrchestrator(
    { market, agents: { ...noBuiltIns, guard: {}, mind: {} } },
    { cwd, agents: [guardOf(active), agent] },
  )
  const found: [string, Proposal | undefined][] = []
  for (let count = 0; count < cycles; count++) {
    const report = await orchestrator.cycle()
    if (report === undefined) throw new Error('the data is over')
    found.push([report.cycle.asOf, report.runs.find((run) => run.agent === 'mind')?.proposal])
  }
  await orchestrator.stop()
  return found
}

const price = (index: number) => 100 + Math.sin(index)

let dataDir: string
let live: Awaited<ReturnType<typeof proposalsOf>>
let record: ProposalRecord

beforeAll(async () => {
  const cwd = await recording(price)
  live = await proposalsOf(mind, { cwd, cycles: LIVE_CYCLES })
  dataDir = join(cwd, 'data')
  const opened = openRecord(dataDir)
  if (opened === undefined) throw new Error('expected a record')
  record = opened
  return () => opened.close()
})

const at = (asOf: string) => briefingFor(mind, { cycle: { id: 'c000077', number: 77, tick: asOf, asOf } })
const signal = new AbortController().signal
const answer = (asOf: string, spacingMs = HOUR_MS, agent = 'mind') =>
  recordedAgent(agent, { record, spacingMs }).run(at(asOf), signal)
const nothing: Proposal = { summary: 'nothing was recorded for this time' }

describe('the record of a live run', () => {
  it('tells from when to when an agent has proposals', () => {
    expect(record.spanOf('mind')).toEqual({ from: '2024-01-02T16:00:00.000Z', to: '2024-01-02T21:00:00.000Z' })
    expect(record.spanOf('nobody')).toBeUndefined()
  })

  it('tells the market that it was made on', () => {
    expect(record.market).toEqual({
      identity: expect.stringMatching(/^csv 1h .*candles$/),
      timeframeMs: HOUR_MS,
      symbols: ['BTC/USDT'],
    })
  })

  it('finds the last proposal of a stretch without an end', () => {
    const ever = { afterMs: Date.parse('2024-01-02T20:00:00Z'), untilMs: Number.POSITIVE_INFINITY }
    expect(record.proposalIn('mind', ever)).toMatchObject({ summary: 'thought of 2024-01-02T21:00:00.000Z' })
    expect(record.proposalIn('mind', { ...ever, afterMs: Date.parse('2024-01-02T21:00:00Z') })).toBeUndefined()
  })

  it('is undefined where no data folder is', async () => {
    expect(openRecord(await freshDir())).toBeUndefined()
  })

  it('is read beside the loop that writes it', async () => {
    const cwd = await recording(price)
    const orchestrator = createOrchestrator(
      { market: recordedMarket, agents: { ...noBuiltIns, guard: {}, mind: {} } },
      { cwd, agents: [guardOf(active), mind] },
    )
    await orchestrator.cycle()
    const beside = openRecord(join(cwd, 'data'))
    await orchestrator.cycle()
    expect(beside?.spanOf('mind')).toEqual({ from: '2024-01-02T16:00:00.000Z', to: '2024-01-02T17:00:00.000Z' })
    beside?.close()
    await orchestrator.stop()
  })
})

describe('a recorded agent', () => {
  it('proposes in every cycle what it proposed then, but for its memory, and nothing where it failed', async () => {
    const again = await proposalsOf(recordedAgent('mind', { record, spacingMs: HOUR_MS }), {
      cwd: await recording(price),
      cycles: LIVE_CYCLES,
    })
    const expected = live.map(([asOf, proposal]) => {
      const { memory: _, ...told } = proposal ?? nothing
      return [asOf, told]
    })
    expect(again).toEqual(expected)
    expect(expected.map(([, proposal]) => proposal)).toContainEqual(nothing)
  })

  it('takes the last proposal since the cycle before, and none of its future', () => {
    expect(answer('2024-01-02T17:59:59.999Z')).toMatchObject({ summary: 'thought of 2024-01-02T17:00:00.000Z' })
    expect(answer('2024-01-02T18:59:59.999Z')).toEqual(nothing)
    expect(answer('2024-01-02T20:00:00.000Z', 4 * HOUR_MS)).toMatchObject({
      summary: 'thought of 2024-01-02T20:00:00.000Z',
    })
    expect(answer('2024-01-02T15:59:59.999Z', 4 * HOUR_MS)).toEqual(nothing)
    expect(answer('2024-01-02T22:00:00.000Z')).toEqual(nothing)
  })

  it('gives a verdict for the cycle that asks', () => {
    const verdict = { state: 'active', reasons: [], cycleId: 'c000077' }
    expect(answer('2024-01-02T20:00:00.000Z', HOUR_MS, 'guard')).toEqual({ summary: 'active', verdict })
  })

  it('takes each proposal for one cycle only', () => {
    const halfAnHour = HOUR_MS / 2
    expect(answer('2024-01-02T17:00:00.000Z', halfAnHour)).not.toEqual(nothing)
    expect(answer('2024-01-02T17:30:00.000Z', halfAnHour)).toEqual(nothing)
  })
})
