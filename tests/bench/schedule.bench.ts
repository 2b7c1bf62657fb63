import { Orchestrator } from '../../src/orchestrator/orchestrator.js'
import { createPlan, type PlannedAgent } from '../../src/orchestrator/plan.js'
import type { Answer, View } from '../../src/orchestrator/ports.js'
import { emptyTally } from '../../src/orchestrator/tally.js'
import { ManualTimer } from '../support/manual-timer.js'
import { planned } from '../support/scripted-executor.js'
import { twoPhases } from '../support/two-phases.js'
import { median, report } from './measure.js'

const SEEDS = 100
const AGENTS = 48
const WORKERS = 4
/** Enough to learn from, with the measured one at the end. */
const CYCLES = 3

/** One agent of a workload: how long it takes, and which agents before it (by index) it needs. */
interface Work {
  readonly ms: number
  readonly needs: readonly number[]
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Lognormal durations of median 50 ms and sigma 1; with needs, each agent needs up to two of those before it. */
function workload(seed: number, { withNeeds }: { readonly withNeeds: boolean }): readonly Work[] {
  const next = numbers(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return Array.from({ length: AGENTS }, (_, index) => {
    const ms = 50 * Math.exp(normal())
    const count = withNeeds && index > 0 ? Math.floor(3 * next()) : 0
    return { ms, needs: [...new Set(Array.from({ length: count }, () => Math.floor(index * next())))] }
  })
}

/** What no schedule can beat: the longest chain, or all work shared out evenly. */
function lowerBound(works: readonly Work[], workers: number): number {
  const ends: number[] = []
  for (const { ms, needs } of works) ends.push(ms + Math.max(0, ...needs.map((need) => ends[need] ?? 0)))
  return Math.max(...ends, works.reduce((sum, { ms }) => sum + ms, 0) / workers)
}

/** The makespan of a pool that takes whoever was ready first. */
function firstInFirstOut(works: readonly Work[], workers: number): number {
  const endOf = new Map<number, number>()
  const queued = new Set<number>()
  const queue: number[] = []
  let nowMs = 0
  const hasEnded = (index: number) => (endOf.get(index) ?? Number.POSITIVE_INFINITY) <= nowMs
  while (endOf.size < works.length || ![...endOf.keys()].every(hasEnded)) {
    for (const [index, { needs }] of works.entries())
      if (!queued.has(index) && needs.every(hasEnded)) {
        queued.add(index)
        queue.push(index)
      }
    const running = () => [...endOf.values()].filter((endMs) => endMs > nowMs)
    while (queue.length > 0 && running().length < workers) {
      const index = queue.shift() ?? 0
      endOf.set(index, nowMs + (works[index]?.ms ?? 0))
    }
    nowMs = Math.min(...running())
    if (nowMs === Number.POSITIVE_INFINITY) break
  }
  return Math.max(...endOf.values())
}

/** The makespan of the real orchestrator on a simulated timer, after it has seen the workload in earlier cycles. */
async function learnt(works: readonly Work[], workers: number): Promise<number> {
  const timer = new ManualTimer()
  const durations = new Map(works.map(({ ms }, index) => [nameAt(index), ms]))
  const agents: readonly PlannedAgent[] = [
    planned('risk'),
    ...works.map(({ needs }, index) => planned(nameAt(index), { needs: needs.map(nameAt), timeoutMs: 300_000 })),
  ]
  const breaker = { failures: 5, cycles: 4 }
  let number = 0
  const orchestrator = new Orchestrator<null>({
    plan: createPlan(agents, {
      phases: twoPhases(workers),
      maxWorkers: workers,
      shutdownGraceMs: 1_000,
      healthChecks: true,
      breaker,
    }),
    clocks: { timer, calendar: { now: () => timer.now(), sleepUntil: () => Promise.resolve() } },
    carried: { tally: emptyTally, memory: new Map() },
    observe() {},
    ports: {
      observer: {
        next: (tickMs) => new Date(tickMs).toISOString(),
        observe: () => Promise.resolve({ faults: () => [], viewFor: () => ({}) as View }), // no agent looks at it
      },
      executor: {
        run: ({ agent, briefing }) =>
          new Promise<Answer>((resolve) => {
            const ms = durations.get(agent.name)
            const verdict = { cycleId: briefing.cycle.id, state: 'active', reasons: [] } as const
            if (ms === undefined) resolve({ proposal: { summary: '', verdict }, noop: false })
            else timer.setTimeout(() => resolve({ proposal: { summary: '' }, noop: true }), ms)
          }),
      },
      settler: { settle: () => Promise.resolve(null), current: () => null },
      journal: { begin: (start) => ({ ...start, id: `c${++number}`, number }), checkpoint() {}, latch() {}, seal() {} },
      isHalted: () => [],
    },
  })
  let makespanMs = Number.NaN
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const running = orchestrator.cycle()
    await timer.advance(60_000)
    const ended = await running
    if (ended?.status !== 'success') throw new Error(`expected a successful cycle, got ${ended?.status}`)
    makespanMs = ended.durationMs
  }
  return makespanMs
}

const nameAt = (index: number) => `a${String(index).padStart(2, '0')}`

async function measure(what: string, limit: number, loads: readonly (readonly Work[])[], workers = WORKERS) {
  const ours: number[] = []
  const theirs: number[] = []
  for (const works of loads) {
    const bound = lowerBound(works, workers)
    ours.push((await learnt(works, workers)) / bound)
    theirs.push(firstInFirstOut(works, workers) / bound)
  }
  report({
    what,
    got: `${median(ours).toFixed(3)} ×`,
    limit: `≤ ${limit} ×`,
    detail: `of the lower bound, ${loads.length === 1 ? '' : `median of ${loads.length} seeds (worst ${Math.max(...ours).toFixed(3)}), `}after ${CYCLES - 1} cycles; first in, first out ${median(theirs).toFixed(3)} ×`,
  })
}

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1)
const loads = (withNeeds: boolean) => seeds.map((seed) => workload(seed, { withNeeds }))
const guide = [60, 45, 120, 300, 40].map((ms) => ({ ms, needs: [] }))
await measure(`makespan: ${AGENTS} agents, ${WORKERS} at once`, 1.02, loads(false))
await measure(`makespan: ${AGENTS} agents that need others, ${WORKERS} at once`, 1.05, loads(true))
await measure('makespan: the mix of the guides, 2 at once', 1.01, [guide], 2)
await measure('makespan: the mix of the guides, 4 at once', 1.01, [guide], 4)
