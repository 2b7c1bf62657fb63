import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StateReason, TradingState } from '../../src/agents/agent.js'
import { createDesk } from '../../src/desk/desk.js'
import { openPaperBroker } from '../../src/desk/paper-broker.js'
import { forgetfulFolder } from '../../src/store/forgetful-folder.js'
import { openReplayFolder, type ReplayFolder } from '../../src/store/replay-folder.js'
import { buy, looseLimits, marketOf, sell } from '../desk/fixture.js'
import { freshFolder, identity } from './data-folders.js'
import { reportOf, startOf } from './sealed-cycles.js'

const BTC = 'BTC/USDT'

const latching = fc.record({
  code: fc.constantFrom('daily-loss', 'drawdown', 'odd'),
  agent: fc.constantFrom('risk', 'other', undefined),
  baseline: fc.constantFrom('dayStart', 'highWaterMark', 'rolling24h', undefined),
})
/** What happens in a cycle, and whether the operator resumes after it. */
const step = fc.record({
  price: fc.integer({ min: 50, max: 200 }),
  fit: fc.boolean(),
  order: fc.constantFrom('buy', 'sell', undefined),
  latches: fc.array(latching, { maxLength: 2 }),
  soft: fc.constantFrom('dayStart', 'session', undefined),
  resumes: fc.integer({ min: 0, max: 2 }),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const reasonOf = ({ agent, baseline, code }: Step['latches'][number]): StateReason => ({
  code,
  message: `${code} of ${agent}`,
  cause: 'breach',
  latch: true,
  value: 6,
  ...(agent === undefined ? {} : { agent }),
  ...(baseline === undefined ? {} : { baseline }),
})

function stateAfter({ latches, soft }: Step, at: string): TradingState {
  if (latches.length > 0) return { state: 'halted', reasons: latches.map(reasonOf), restrict: [], since: at }
  if (soft === undefined) return { state: 'active', reasons: [], restrict: [], since: at }
  const reason = { code: 'soft', message: 'near', cause: 'limit', baseline: soft } as const
  return {
    state: 'reducing',
    reasons: [reason, { code: 'calm', message: '', cause: 'limit' }],
    restrict: [],
    since: at,
  }
}

/** Runs a script through a folder as a trading system does; tells all that could be seen on the way. */
async function transcript(folder: ReplayFolder, script: readonly Step[]) {
  const { journal, state, requested } = folder
  let price = 100
  const paper = { file: ':memory:', quote: 'USDT', cash: 10_000, feeRate: 0.001, slippageBps: 5 }
  const broker = openPaperBroker({ ...paper, price: () => price })
  const desk = createDesk({
    history: state.desk,
    journal,
    broker,
    startingCash: 10_000,
    quote: 'USDT',
    limits: looseLimits,
    priceNow: () => price,
    killSwitch: () => undefined,
    dryRun: false,
  })
  const seen: unknown[] = []
  for (const [n, step] of script.entries()) {
    price = step.price
    const cycle = journal.begin(startOf(n))
    const before = journal.latched()
    await desk.observe(cycle, marketOf({ [BTC]: price }, Date.parse(cycle.asOf)), step.fit)
    requested.rebase(desk)
    journal.latch(cycle, step.latches.map(reasonOf))
    const traded = stateAfter(step, cycle.asOf)
    const orders = step.order === undefined ? [] : [step.order === 'buy' ? buy(BTC, '1') : sell(BTC, '1')]
    await desk.settle(cycle, traded, [{ agent: 'strategy', orders }], new AbortController().signal)
    const settlement = desk.settlement()
    journal.seal(reportOf(cycle, { state: traded, settlement }))
    const lifted = Array.from({ length: step.resumes }, () =>
      folder.resume({ at: cycle.asOf, reason: 'resume-next-day' }),
    )
    const waits = requested.isPending('resume')
    seen.push({ cycle, before, settlement, latched: journal.latched(), lifted, waits })
  }
  broker.close()
  folder.close()
  return seen
}

test('a replay that keeps nothing sees the same latches, receipts, baselines and equity as one that keeps all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (script) => {
      const calendar = { now: () => 0, sleepUntil: () => Promise.resolve() }
      const stored = await transcript(openReplayFolder({ dataDir: freshFolder(), identity, calendar }), script)
      const forgotten = await transcript(forgetfulFolder(), script)
      expect(JSON.stringify(forgotten)).toBe(JSON.stringify(stored))
    }),
    { numRuns: 100 },
  )
})
