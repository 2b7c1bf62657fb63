import type { Cycle, Proposal, RunWhen, TradingState } from '../agents/agent.js'
import type { Backoff } from './backoff.js'
import type { BreakerPolicy } from './breaker.js'
import type { Health } from './health.js'
import { inOrderOfNeeds, type Need, nameOf } from './needs.js'

/** What an agent's turn may depend on. */
export interface Moment {
  readonly cycle: Cycle
  /** What the last sealed cycle looked at, ISO UTC; undefined before the first. */
  readonly previousAsOf: string | undefined
  readonly state: TradingState
  /** After the cycle before. */
  readonly healthOf: (agent: string) => Health
  /** What an agent that has ended in this cycle proposed, if it did. */
  readonly proposalOf: (agent: string) => Proposal | undefined
}

/** One agent as it will run: nothing defaulted later. */
export interface PlannedAgent {
  readonly name: string
  readonly phase: string
  readonly timeoutMs: number
  /** Attempts after the first. */
  readonly retries: number
  readonly backoff: Backoff
  /** Of its phase or of one before it. */
  readonly needs: readonly Need[]
  readonly runWhen: RunWhen
  /** Already validated against the agent's schema. */
  readonly settings: unknown
  /** Why it has no turn in a cycle, if it has none; without it, it has one in each. */
  readonly notDue?: (moment: Moment) => string | undefined
}

/**
 * What lies at the end of a phase: nothing, the verdicts of its agents, or a person's word. What is proposed before a
 * gate is settled after it.
 */
export type GateKind = 'none' | 'verdicts' | 'manual'

/** How a phase runs. */
export interface PhaseRules {
  readonly name: string
  readonly gate: GateKind
  /** Its agents run one at a time in plan order, and those of a gate see the proposals before them. */
  readonly sequential: boolean
  /** Agents that run at once, 1 if it is sequential; it sets the pace alone, not what agents see or what is settled. */
  readonly maxWorkers: number
  /** Of the whole phase, a manual gate included; without it, its agents' own deadlines bound it. */
  readonly timeoutMs?: number
}

/** A phase and its agents, in settling order; the next one begins when all of them have ended. */
export interface PlannedPhase extends PhaseRules {
  readonly agents: readonly PlannedAgent[]
}

/** What runs in every cycle until the next plan; the very object that `plan` shows. */
export interface Plan {
  /** The first one has a gate of verdicts. */
  readonly phases: readonly PlannedPhase[]
  /** Of a phase that says nothing else. */
  readonly maxWorkers: number
  /** How long an agent may take to end after it was told to, ms. */
  readonly shutdownGraceMs: number
  /** Off: health reads unknown and no alerts are raised. */
  readonly healthChecks: boolean
  /** Of agents that give no verdict; those that must have no breaker: they halt. */
  readonly breaker: BreakerPolicy
}

/** What a plan is made with beside its agents. */
export interface PlanOptions extends Omit<Plan, 'phases'> {
  readonly phases: readonly PhaseRules[]
}

/** A plan that cannot run; configuration is checked before, so this guards library users. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
}

/** Puts agents (in settling order) into phases and freezes the result; throws PlanError for what no cycle could run. */
export function createPlan(agents: readonly PlannedAgent[], { phases: rules, ...options }: PlanOptions): Plan {
  const phaseNames = rules.map(({ name }) => name)
  for (const workers of [options.maxWorkers, ...rules.map(({ maxWorkers }) => maxWorkers)])
    if (!Number.isInteger(workers) || workers < 1)
      throw new PlanError(`maxWorkers: expected a whole number from 1, got ${workers}`)
  for (const { name, sequential, maxWorkers } of rules)
    if (sequential && maxWorkers > 1)
      throw new PlanError(`phases.${name}.maxWorkers: expected 1 of a sequential phase, got ${maxWorkers}`)
  for (const names of [agents.map(({ name }) => name), phaseNames])
    if (new Set(names).size < names.length) throw new PlanError('agents and phases: expected unique names')
  const stray = agents.find(({ phase }) => !phaseNames.includes(phase))
  if (stray !== undefined) throw new PlanError(`agents.${stray.name}.phase: expected a phase, got "${stray.phase}"`)
  const known = new Set<string>()
  const phases = rules.map((phase) => {
    const own = agents.filter((agent) => agent.phase === phase.name)
    const ordered = inOrderOfNeeds(own)
    for (const { name, needs } of ordered)
      if (needs.every((need) => known.has(nameOf(need)))) known.add(name)
      else throw new PlanError(`agents.${name}.needs: expected agents that can come before it`)
    return Object.freeze({ ...phase, agents: Object.freeze(phase.gate === 'none' ? own : ordered) })
  })
  if (phases[0]?.gate !== 'verdicts' || phases[0].agents.length === 0)
    throw new PlanError('agents: expected at least one enabled critical agent')
  return Object.freeze({ phases: Object.freeze(phases), ...options })
}

/** The agents of a plan, in plan order. */
export function agentsOf({ phases }: Pick<Plan, 'phases'>): readonly PlannedAgent[] {
  return phases.flatMap(({ agents }) => agents)
}
