import type { RunWhen } from '../agents/agent.js'
import { type Backoff, backoffDelayMs } from './backoff.js'
import { inOrderOfNeeds, longestChain, needsProblems } from './needs.js'
import type { PhaseName } from './phase-name.js'

/** One agent as it will run: nothing optional, nothing defaulted later. */
export interface PlannedAgent {
  readonly name: string
  readonly phase: PhaseName
  readonly timeoutMs: number
  /** Attempts after the first. */
  readonly retries: number
  readonly backoff: Backoff
  /** Agents of the same phase that must succeed first. */
  readonly needs: readonly string[]
  readonly runWhen: RunWhen
  /** Already validated against the agent's schema. */
  readonly settings: unknown
}

/** What runs in every cycle until the next plan; the very object that `plan` shows. */
export interface Plan {
  /** One after the other, in this order. */
  readonly critical: readonly PlannedAgent[]
  /** Side by side; settled in this order. */
  readonly parallel: readonly PlannedAgent[]
  readonly maxWorkers: number
  /** How long an agent may take to end after it was told to, ms. */
  readonly shutdownGraceMs: number
  /** Off: health reads unknown and no alerts are raised. */
  readonly healthChecks: boolean
}

/** A plan that cannot run; configuration is checked before, so this guards library users. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
}

/** Puts agents (in settling order) into phases and freezes the result; throws PlanError for what no cycle could run. */
export function createPlan(
  agents: readonly PlannedAgent[],
  options: Pick<Plan, 'maxWorkers' | 'shutdownGraceMs' | 'healthChecks'>,
): Plan {
  const names = new Set(agents.map((agent) => agent.name))
  if (!Number.isInteger(options.maxWorkers) || options.maxWorkers < 1)
    throw new PlanError(`maxWorkers: expected a whole number from 1, got ${options.maxWorkers}`)
  if (names.size < agents.length) throw new PlanError('agents: expected unique names')
  const [problem] = needsProblems(agents, [])
  if (problem !== undefined)
    throw new PlanError(
      `agents.${problem.agent}.needs[${problem.index}]: expected ${problem.expected}, got ${problem.got}`,
    )
  const critical = inOrderOfNeeds(agents.filter((agent) => agent.phase === 'critical'))
  if (critical.length === 0) throw new PlanError('agents: expected at least one enabled critical agent')
  return Object.freeze({
    critical: Object.freeze(critical),
    parallel: Object.freeze(agents.filter((agent) => agent.phase === 'parallel')),
    ...options,
  })
}

/** Upper bound of a cycle's duration: every attempt runs to its deadline and grace, every retry waits its delay. */
export function worstCaseMs(plan: Plan): number {
  const worstRunMs = (agent: PlannedAgent) => {
    let totalMs = (agent.retries + 1) * (agent.timeoutMs + plan.shutdownGraceMs)
    for (let retry = 1; retry <= agent.retries; retry++) totalMs += backoffDelayMs(agent.backoff, retry)
    return totalMs
  }
  const criticalMs = plan.critical.reduce((sum, agent) => sum + worstRunMs(agent), 0)
  const slowestMs = Math.max(0, ...plan.parallel.map(worstRunMs))
  return criticalMs + poolRounds(plan) * slowestMs
}

/** How many runs of the slowest agent the pool takes at most; with needs, by Graham's bound on list scheduling. */
function poolRounds({ parallel, maxWorkers }: Plan): number {
  const chain = longestChain(parallel)
  return chain > 1 ? chain + (parallel.length - chain) / maxWorkers : Math.ceil(parallel.length / maxWorkers)
}
