import pLimit from 'p-limit'
import type { Briefing, Proposal, StateReason, TradingState } from '../agents/agent.js'
import { type AgentRunner, failure } from './agent-run.js'
import type { Timer } from './clock.js'
import { inOrderOfNeeds } from './needs.js'
import type { PlannedAgent } from './plan.js'
import type { Failure, RunRecord } from './record.js'

/** Makes the briefing of one attempt, given what the agents before it proposed. */
export type Brief = (agent: PlannedAgent, attempt: number, proposals: Readonly<Record<string, Proposal>>) => Briefing

/** What a phase needs of its cycle. */
export interface PhaseOptions {
  readonly agents: readonly PlannedAgent[]
  readonly runner: AgentRunner
  readonly graceMs: number
  readonly brief: Brief
}

/** What the parallel phase needs beside. */
export interface PoolOptions extends PhaseOptions {
  readonly maxWorkers: number
  readonly timer: Timer
  readonly state: TradingState
  /** The kill switch, asked before every launch. */
  readonly killed: () => StateReason | undefined
  /** Why an agent is left out of this cycle, if its breaker does that. */
  readonly resting: (agent: PlannedAgent) => Failure | undefined
  /** What the critical agents proposed. */
  readonly proposals: Readonly<Record<string, Proposal>>
}

/** Runs agents one after the other, each seeing the proposals before it; a record each, in order. */
export async function runCritical({ agents, runner, graceMs, brief }: PhaseOptions): Promise<readonly RunRecord[]> {
  const records: RunRecord[] = []
  for (const agent of agents) {
    const missing = unmetNeed(agent, (need) => records.find((record) => record.agent === need))
    if (missing !== undefined) records.push(runner.ended(agent, 'skipped', missing))
    else {
      const proposals = proposalsOf(records)
      records.push(
        await runner.run({ agent, graceMs, queuedMs: 0, brief: (attempt) => brief(agent, attempt, proposals) }),
      )
    }
  }
  return records
}

/** Runs agents side by side in a pool, each after those it needs; a record each, in the order of `agents`. */
export async function runParallel(options: PoolOptions): Promise<readonly RunRecord[]> {
  const place = pLimit(options.maxWorkers)
  const runs = new Map<string, Promise<RunRecord>>()
  for (const agent of inOrderOfNeeds(options.agents)) runs.set(agent.name, launch(agent, options, { place, runs }))
  const records: RunRecord[] = []
  for (const agent of options.agents) {
    const run = runs.get(agent.name)
    if (run !== undefined) records.push(await run)
  }
  return records
}

interface Pool {
  readonly place: ReturnType<typeof pLimit>
  readonly runs: ReadonlyMap<string, Promise<RunRecord>>
}

async function launch(agent: PlannedAgent, options: PoolOptions, pool: Pool): Promise<RunRecord> {
  const { runner, state, timer, killed, graceMs } = options
  const barred = barredBy(agent, state)
  if (barred !== undefined) return runner.ended(agent, state.state === 'halted' ? 'halted' : 'skipped', barred)
  const rest = options.resting(agent)
  if (rest !== undefined) return runner.ended(agent, 'skipped', rest)
  const queuedAtMs = timer.now()
  const needed = new Map<string, RunRecord>()
  for (const need of agent.needs) {
    const record = await pool.runs.get(need)
    if (record !== undefined) needed.set(need, record)
  }
  const missing = unmetNeed(agent, (need) => needed.get(need))
  if (missing !== undefined) return runner.ended(agent, 'skipped', missing)
  const proposals =
    needed.size === 0 ? options.proposals : { ...options.proposals, ...proposalsOf([...needed.values()]) }
  return pool.place(() => {
    const thrown = killed()
    if (thrown !== undefined) return runner.ended(agent, 'halted', failure('kill-switch', thrown.message))
    const queuedMs = timer.now() - queuedAtMs
    return runner.run({ agent, graceMs, queuedMs, brief: (attempt) => options.brief(agent, attempt, proposals) })
  })
}

/** Why the trading state keeps an agent from running. A breach leaves `always` running; anything else that halts, nothing. */
function barredBy(agent: PlannedAgent, { state, reasons }: TradingState): Failure | undefined {
  if (state === 'active') return undefined
  if (state === 'reducing')
    return agent.runWhen === 'active' ? failure('state', 'runs only while active; the state is reducing') : undefined
  const shut = reasons.find(({ cause }) => cause === 'unknown' || cause === 'kill-switch')
  if (shut !== undefined) return failure('state', `halted: ${shut.message}`)
  if (agent.runWhen === 'always') return undefined
  return failure('state', `halted: ${reasons[0]?.message ?? 'no reason given'}`)
}

function unmetNeed(agent: PlannedAgent, find: (need: string) => RunRecord | undefined): Failure | undefined {
  for (const need of agent.needs) {
    const record = find(need)
    if (record?.proposal === undefined)
      return failure('needs', `needs ${need}, which ended ${record?.status ?? 'without a record'}`)
  }
  return undefined
}

/** Accepted proposals by agent. */
export function proposalsOf(records: readonly RunRecord[]): Readonly<Record<string, Proposal>> {
  const proposals: Record<string, Proposal> = {}
  for (const { agent, proposal } of records) if (proposal !== undefined) proposals[agent] = proposal
  return proposals
}
