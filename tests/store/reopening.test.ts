import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cycle, Json } from '../../src/agents/agent.js'
import type { SentOrder } from '../../src/desk/journal.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { openStore } from '../../src/store/database.js'
import type { TradingJournal } from '../../src/store/journal.js'
import { createJournal } from '../../src/store/journal.js'
import { loadState } from '../../src/store/stored-state.js'
import { freshFolder, identity } from './data-folders.js'
import { dailyLoss, fillOf, orderOf, reportOf, runOf, settlementOf, startOf } from './sealed-cycles.js'

const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), agent: fc.constantFrom('strategy', 'slow') }),
  fc.record({ do: fc.constant('fill' as const), pick: fc.nat(9), protected: fc.boolean() }),
  fc.record({
    do: fc.constant('end' as const),
    pick: fc.nat(9),
    as: fc.constantFrom('rejected' as const, 'unresolved' as const),
  }),
  fc.record({ do: fc.constant('latch' as const), code: fc.constantFrom('daily-loss', 'drawdown') }),
  fc.record({ do: fc.constant('abandon' as const) }),
  fc.record({
    do: fc.constant('seal' as const),
    memory: fc.option(fc.jsonValue(), { nil: undefined }),
    equity: fc.option(fc.nat(99_999), { nil: null }),
  }),
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** What a journal must remember, kept by the simplest means. */
class Model {
  number = 0
  positions = 0
  sealed = 0
  lastAsOf: string | undefined
  readonly open = new Map<string, SentOrder>()
  readonly filled: string[] = []
  readonly protections = new Map<string, { readonly stop: string }>()
  readonly latches = new Set<string>()
  readonly memory = new Map<string, unknown>()
  readonly equity: { readonly at: string; readonly equity: string }[] = []
}

function play(journal: TradingJournal, model: Model, steps: readonly Step[]): void {
  let cycle = begin(journal, model)
  for (const step of steps) {
    if (step.do === 'abandon') cycle = begin(journal, model)
    else if (step.do === 'seal') {
      seal(journal, model, cycle, step)
      cycle = begin(journal, model)
    } else trade(journal, model, cycle, step)
  }
}

function begin(journal: TradingJournal, model: Model): Cycle {
  model.number++
  model.positions = 0
  return journal.begin(startOf(model.number))
}

function seal(
  journal: TradingJournal,
  model: Model,
  cycle: Cycle,
  { memory, equity }: Extract<Step, { do: 'seal' }>,
): void {
  const proposal = { summary: 'x', ...(memory === undefined ? {} : { memory: memory as Json }) }
  const { account } = settlementOf()
  const exact = equity === null ? null : String(equity)
  model.sealed++
  model.lastAsOf = cycle.asOf
  if (memory !== undefined) model.memory.set('risk', JSON.parse(JSON.stringify(memory)))
  if (exact !== null) model.equity.push({ at: cycle.asOf, equity: exact })
  journal.seal(
    reportOf(cycle, {
      runs: [runOf('risk', { proposal })],
      settlement: settlementOf({
        account: { ...account, equity: exact },
        ...(exact === null ? {} : { observedEquity: exact }),
      }),
      tally: { ...emptyTally, cycles: model.sealed },
    }),
  )
}

function trade(
  journal: TradingJournal,
  model: Model,
  cycle: Cycle,
  step: Exclude<Step, { do: 'seal' | 'abandon' }>,
): void {
  if (step.do === 'latch') {
    journal.latch(cycle, [{ ...dailyLoss, code: step.code }])
    model.latches.add(step.code)
    return
  }
  if (step.do === 'send') {
    const order = orderOf(cycle, step.agent, ++model.positions)
    journal.sent(order)
    model.open.set(order.clientOrderId, order)
    return
  }
  const order = [...model.open.values()][step.pick % Math.max(1, model.open.size)]
  if (order === undefined) return
  if (step.do === 'end') {
    journal.ended(order.clientOrderId, step.as, 'why')
    if (step.as === 'rejected') model.open.delete(order.clientOrderId)
    return
  }
  const protect = step.protected ? { stop: String(model.filled.length) } : null
  journal.filled(fillOf(order), protect)
  model.open.delete(order.clientOrderId)
  model.filled.push(order.clientOrderId)
  if (protect === null) model.protections.delete(order.agent)
  else model.protections.set(order.agent, protect)
}

test('a folder that is opened again holds what any sequence of calls left', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const dataDir = freshFolder()
      const model = new Model()
      const first = openStore({ dataDir, identity })
      play(createJournal(first.database), model, steps)
      first.close()

      const { database, close } = openStore({ dataDir, identity })
      const { desk, memory, tally, lastNumber, lastAsOf } = loadState(database)
      expect(lastNumber).toBe(model.number)
      expect(lastAsOf).toBe(model.lastAsOf)
      expect(tally?.cycles ?? 0).toBe(model.sealed)
      expect(memory).toEqual(model.memory)
      expect([...desk.fills].map(({ clientOrderId }) => clientOrderId)).toEqual(model.filled)
      expect(desk.unconfirmed).toEqual([...model.open.values()])
      expect(new Map(desk.protections.map(({ agent, protect }) => [agent, protect]))).toEqual(model.protections)
      const from = Date.parse(model.lastAsOf ?? '1970-01-01') - 25 * 3_600_000
      expect(desk.equity).toEqual(model.equity.filter(({ at }) => Date.parse(at) >= from))
      expect(
        new Set(
          createJournal(database)
            .latched()
            .map(({ code }) => code),
        ),
      ).toEqual(model.latches)
      close()
    }),
    { numRuns: 60 },
  )
})
