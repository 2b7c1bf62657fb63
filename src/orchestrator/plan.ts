import type { RunWhen } from '../agents/agent.js'
import type { Backoff } from './backoff.js'
import type { BreakerPolicy } from './breaker.js'
import { inOrderOfNeeds, needsProblems } from './needs.js'
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
  /** Of the agents that run side by side; critical ones have no breaker: they halt. */
  readonly breaker: BreakerPolicy
}

/** A plan that cannot run; configuration is checked before, so this guards library users. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
}

/** Puts agents (in settling order) into phases and freezes the result; throws PlanError for what no cycle could run. */
export function createPlan(agents: readonly PlannedAgent[], options: Omit<Plan, 'critical' | 'parallel'>): Plan {
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
