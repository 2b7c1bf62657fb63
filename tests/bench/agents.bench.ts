import pLimit from 'p-limit'
import pRetry from 'p-retry'
import pTimeout from 'p-timeout'
import * as z from 'zod'
import type { Agent, Proposal } from '../../src/agents/agent.js'
import { createInProcessExecutor } from '../../src/executors/in-process.js'
import { Orchestrator } from '../../src/orchestrator/orchestrator.js'
import { createPlan, type PlannedAgent } from '../../src/orchestrator/plan.js'
import type { View } from '../../src/orchestrator/ports.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { systemClocks } from '../../src/system-clocks.js'
import { twoPhases } from '../support/two-phases.js'
import { inTurns, report } from './measure.js'

const AGENTS = 1000
const WORKERS = 8

const noop = (): Proposal => ({ summary: 'nothing to do' })
const settings = z.strictObject({})
const agents = new Map<string, Agent>()
const planned: PlannedAgent[] = []
const add = (agent: Agent, phase: 'critical' | 'parallel') => {
  agents.set(agent.name, agent)
  const backoff = { baseMs: 2000, multiplier: 2, maxMs: 60_000 }
  planned.push({
    name: agent.name,
    phase,
    timeoutMs: 300_000,
    retries: 0,
    backoff,
    needs: [],
    runWhen: 'always',
    settings: {},
  })
}
add(
  {
    name: 'risk',
    settings,
    run: ({ cycle }) => ({ summary: 'fine', verdict: { cycleId: cycle.id, state: 'active', reasons: [] } }),
  },
  'critical',
)
for (let i = 0; i < AGENTS; i++) add({ name: `agent-${i}`, settings, run: (_briefing) => noop() }, 'parallel')

let number = 0
let events = 0
const view = { market: {}, portfolio: {} } as View // no agent looks at it
const orchestrator = new Orchestrator<null>({
  plan: createPlan(planned, {
    phases: twoPhases(WORKERS),
    maxWorkers: WORKERS,
    shutdownGraceMs: 10_000,
    healthChecks: true,
    breaker: { failures: 5, cycles: 4 },
  }),
  clocks: systemClocks,
  carried: { tally: emptyTally, memory: new Map() },
  observe: () => {
    events++
  },
  ports: {
    observer: {
      next: (tickMs) => new Date(tickMs).toISOString(),
      observe: () => Promise.resolve({ faults: () => [], viewFor: () => view }),
    },
    executor: createInProcessExecutor(agents),
    settler: { settle: () => Promise.resolve(null), current: () => null },
    journal: { begin: (start) => ({ ...start, id: `c${++number}`, number }), checkpoint() {}, latch() {}, seal() {} },
    isHalted: () => [],
  },
})

async function bareStack(): Promise<void> {
  const limit = pLimit(WORKERS)
  const one = async () => noop()
  await Promise.all(
    Array.from({ length: AGENTS }, () =>
      limit(() => pRetry(() => pTimeout(one(), { milliseconds: 300_000 }), { retries: 3 })),
    ),
  )
}

const first = await orchestrator.cycle()
if (first?.status !== 'success') throw new Error(`expected a successful cycle, got ${first?.status}`)
const works = [bareStack, () => orchestrator.cycle()]
await inTurns(60, works)
const [bare = 0, ours = 0] = await inTurns(200, works)
report({
  what: `core: per no-op agent, ${AGENTS} agents, ${WORKERS} at once`,
  got: `${(ours / bare).toFixed(2)} ×`,
  limit: '≤ 1.0 × (aim 0.5)',
  detail: `${((1000 * ours) / AGENTS).toFixed(1)} µs against ${((1000 * bare) / AGENTS).toFixed(1)} µs for p-limit + p-timeout + p-retry; ${Math.round(events / number)} events a cycle`,
})
