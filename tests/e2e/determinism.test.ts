import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Agent, createOrchestrator, type OrderIntent } from '../../src/index.js'
import { bookFaults } from '../support/checked-books.js'
import { active, agentOf, guardOf, noBuiltIns, recordedMarket, recording } from '../support/own-agents.js'
import { recorded } from '../support/record.js'

const NAMES = ['ant', 'bee', 'cat'] as const
const CYCLES = 12

type Name = (typeof NAMES)[number]

/** Lets agents end in the order it is told: each answers only when the one before it has its record. */
class Conductor {
  readonly #waiting = new Map<string, () => void>()
  #order: readonly Name[] = []
  readonly ended: string[] = []

  begin(order: readonly Name[]): void {
    this.#order = order
    this.ended.length = 0
  }

  turn(name: Name): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(name, resolve)
      this.#next()
    })
  }

  onEnded(name: string): void {
    if (!this.#order.some((one) => one === name)) return
    this.ended.push(name)
    this.#next()
  }

  #next(): void {
    const next = this.#order[this.ended.length]
    if (next === undefined || this.#waiting.size + this.ended.length < NAMES.length) return
    this.#waiting.get(next)?.()
    this.#waiting.delete(next)
  }
}

/** Wants a share of the account that moves with the price, more of it than there is for all three. */
function wanting(name: Name, place: number, conductor: Conductor): Agent {
  return agentOf(name, async ({ market, portfolio, cycle }) => {
    await conductor.turn(name)
    const last = market.symbols['BTC/USDT']?.last ?? 0
    const held = portfolio.own.positions['BTC/USDT']?.quantity ?? 0
    const buys = (cycle.number + place) % 3 !== 0
    const order: OrderIntent = buys
      ? { symbol: 'BTC/USDT', side: 'buy', notional: (last * (3 + place)).toFixed(2), reason: 'up' }
      : { symbol: 'BTC/USDT', side: 'sell', quantity: held.toFixed(6), reason: 'down' }
    return { summary: order.side, orders: held > 0 || buys ? [order] : [] }
  })
}

async function traded(orderOf: (cycle: number) => readonly Name[]) {
  const conductor = new Conductor()
  const cwd = await recording((index) => 100 + 8 * Math.sin(index / 3) + (index % 5))
  const orchestrator = createOrchestrator(
    {
      market: recordedMarket,
      agents: { ...noBuiltIns, guard: {}, ant: {}, bee: {}, cat: {} },
      limits: { maxPositionPercent: 12, maxOrdersPerDay: 1000, maxTurnoverPercentPerDay: 1000 },
    },
    {
      cwd,
      agents: [guardOf(active), ...NAMES.map((name, place) => wanting(name, place, conductor))],
      onEvent: (event) => event.type === 'run-ended' && conductor.onEnded(event.record.agent),
    },
  )
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const order = orderOf(cycle)
    conductor.begin(order)
    const report = await orchestrator.cycle()
    expect(report?.status).toBe('success')
    expect(conductor.ended).toEqual(order)
  }
  await orchestrator.stop()
  const dataDir = join(cwd, 'data')
  expect(bookFaults(dataDir)).toEqual([])
  return { orders: recorded(dataDir, 'SELECT * FROM orders'), fills: recorded(dataDir, 'SELECT * FROM fills') }
}

/** A pseudo-random order a cycle, the same for the same seed. */
function shuffled(seed: number): (cycle: number) => readonly Name[] {
  return (cycle) => {
    const key = (name: Name) => (Math.imul(NAMES.indexOf(name) + 1, 2654435761) ^ Math.imul(cycle + seed, 40503)) >>> 0
    return NAMES.toSorted((a, b) => (key(a) % 9973) - (key(b) % 9973))
  }
}

describe('the same candles and agents', () => {
  it('give the same orders and fills, whichever agent finishes first', async () => {
    const inPlanOrder = await traded(() => NAMES)
    const backwards = await traded(() => NAMES.toReversed())
    expect(backwards).toEqual(inPlanOrder)
    for (const seed of [1, 2]) expect(await traded(shuffled(seed))).toEqual(inPlanOrder)
    const statuses = new Set(inPlanOrder.orders.map(({ status }) => status))
    expect(statuses).toEqual(new Set(['filled', 'denied']))
    expect(inPlanOrder.fills.length).toBeGreaterThan(CYCLES)
  })
})
