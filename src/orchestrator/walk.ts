import type { Cycle, StateReason } from '../agents/agent.js'
import { failure } from './agent-run.js'
import { resting } from './breaker.js'
import type { CycleOptions } from './cycle.js'
import type { Gates } from './gates.js'
import { health } from './health.js'
import { type PhaseOptions, type Proposals, proposalsOf, runPhase } from './phase.js'
import type { PlannedPhase } from './plan.js'
import type { Observation } from './ports.js'
import type { RunRecord } from './record.js'
import { tallyOf } from './tally.js'

/** What the way through a plan needs of its cycle. */
export interface WalkOptions<Settlement>
  extends Pick<CycleOptions<Settlement>, 'plan' | 'runner' | 'clocks' | 'emit' | 'carried'> {
  readonly cycle: Cycle
  readonly sight: Observation
  readonly faults: () => readonly StateReason[]
  readonly gates: Gates<Settlement>
  readonly keep: (record: RunRecord) => void
  /** Takes what was proposed since it was called last. */
  readonly settle: (records: readonly RunRecord[]) => Promise<Settlement>
}

/** What a walk leaves: a record of each agent, in plan order. */
export interface Walked<Settlement> {
  readonly runs: readonly RunRecord[]
  readonly settlement: Settlement
}

/** Goes through the phases of a plan: runs each, and then decides at its gate or, where it has none, settles. */
export async function walk<Settlement>(options: WalkOptions<Settlement>): Promise<Walked<Settlement>> {
  const { plan, gates, clocks, faults, settle } = options
  const ended = new Map<string, RunRecord>()
  const runs: RunRecord[] = []
  const unsettled: RunRecord[] = []
  let verdicts: Proposals = {}
  let settlement: Settlement | undefined
  for (const phase of plan.phases) {
    const startedMs = clocks.timer.now()
    const records = await run(phase, options, { ended, verdicts })
    runs.push(...records)
    unsettled.push(...records)
    if (phase.gate === 'verdicts') {
      verdicts = { ...verdicts, ...proposalsOf(records) }
      gates.decide(records, faults())
    } else if (phase.gate === 'manual')
      await gates.approve(phase.name, (phase.timeoutMs ?? 0) - (clocks.timer.now() - startedMs))
    else settlement = await settle(unsettled.splice(0))
  }
  return { runs, settlement: settlement === undefined || unsettled.length > 0 ? await settle(unsettled) : settlement }
}

function run<Settlement>(
  phase: PlannedPhase,
  { cycle, plan, sight, gates, keep, runner, clocks, emit, carried }: WalkOptions<Settlement>,
  before: Pick<PhaseOptions, 'ended' | 'verdicts'>,
): Promise<readonly RunRecord[]> {
  const { state } = gates
  const countsOf = (agent: string) => tallyOf(carried.tally, agent)
  const healthOf = (agent: string) => (plan.healthChecks ? health(countsOf(agent)) : 'unknown')
  const proposalOf = (agent: string) => before.ended.get(agent)?.proposal
  emit({ type: 'phase-started', phase: phase.name, agents: phase.agents })
  return runPhase({
    phase,
    runner,
    timer: clocks.timer,
    graceMs: plan.shutdownGraceMs,
    state,
    killed: () => gates.killed(),
    finished: carried.interrupted?.finished,
    keep,
    leftOut({ name, notDue }) {
      if (state === undefined || phase.gate === 'verdicts') return undefined // a gate is decided in every cycle
      const why = notDue?.({ cycle, previousAsOf: carried.asOf, state, healthOf, proposalOf })
      return why === undefined ? resting(countsOf(name), plan.breaker) : failure('not-due', why)
    },
    expectedMs: (agent) => countsOf(agent).expectedDurationMs,
    brief({ name, settings }, attempt, proposals) {
      const memory = carried.memory.get(name)
      const seen = { cycle, attempt, settings, proposals, ...sight.viewFor(name) }
      const told = state === undefined ? seen : { state, ...seen }
      return memory === undefined ? told : { memory, ...told }
    },
    ...before,
  })
}
