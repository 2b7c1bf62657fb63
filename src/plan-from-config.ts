import { notDue } from './conditions/not-due.js'
import type { AgentEntry, Config, PhaseEntry } from './config/config.js'
import { needsProblems } from './config/needs-problems.js'
import { nameOf } from './orchestrator/needs.js'
import { agentsOf, createPlan, type PhaseRules, type Plan, PlanError, type PlannedPhase } from './orchestrator/plan.js'

/** The agents that a configuration enables, in settling order, as the core runs them; throws PlanError. */
export function planOf({ agents, phases, orchestrator }: Config, only?: readonly string[]): Plan {
  const { mode, maxWorkers } = orchestrator
  const isWanted = ({ name, enabled, critical }: AgentEntry) =>
    enabled && (critical || only === undefined || only.includes(name))
  const wanted = Object.values(agents).filter(isWanted)
  const isThere = new Set(wanted.map(({ name }) => name))
  const context = {
    phases: phases.map(({ name }) => name),
    leftOut: Object.values(agents).flatMap(({ name, enabled }) => (enabled && !isThere.has(name) ? [name] : [])),
  }
  const planned = wanted.map(({ needs, uses, conditions, ...entry }) => {
    const condition = notDue(conditions)
    return {
      ...entry,
      needs: needs.filter((need) => isThere.has(nameOf(need)) || !uses.includes(nameOf(need))),
      ...(condition === undefined ? {} : { notDue: condition }),
    }
  })
  for (const { agent, index, expected, got } of needsProblems(planned, context))
    throw new PlanError(`agents.${agent}.needs[${index}]: expected ${expected}, got ${got}`)
  const plan = createPlan(planned, {
    phases: phases.map((phase) => rulesOf(phase, { mode, maxWorkers })),
    maxWorkers,
    shutdownGraceMs: orchestrator.shutdownGraceMs,
    healthChecks: orchestrator.enableHealthChecks,
    breaker: { failures: orchestrator.breakerFailures, cycles: orchestrator.breakerCycles },
  })
  return mode === 'pipeline' ? Object.freeze({ ...plan, phases: withoutBarriers(plan.phases) }) : plan
}

/** The entries of the agents in a plan that was made of this configuration. */
export function entriesIn(plan: Plan, { agents }: Config): readonly AgentEntry[] {
  const planned = new Set(agentsOf(plan).map(({ name }) => name))
  return Object.values(agents).filter(({ name }) => planned.has(name))
}

/** A gate keeps its mode where all else runs side by side: what its agents see of each other depends on it. */
function rulesOf(
  { mode: own, maxWorkers, ...rules }: PhaseEntry,
  orchestrator: Pick<Config['orchestrator'], 'mode' | 'maxWorkers'>,
): PhaseRules {
  const isFree = orchestrator.mode === 'parallel' && rules.gate === 'none'
  const isSequential = orchestrator.mode === 'sequential' || (own === 'sequential' && !isFree)
  return { ...rules, sequential: isSequential, maxWorkers: isSequential ? 1 : (maxWorkers ?? orchestrator.maxWorkers) }
}

/**
 * Makes one phase of each row of phases that have no gate and no timeout and are not sequential: it settles when all of
 * it has ended, so nothing depends on who ends first.
 */
function withoutBarriers(phases: readonly PlannedPhase[]): readonly PlannedPhase[] {
  const isOpen = ({ gate, sequential, timeoutMs }: PlannedPhase) =>
    gate === 'none' && !sequential && timeoutMs === undefined
  const joined: PlannedPhase[] = []
  for (const phase of phases) {
    const last = joined.at(-1)
    if (last !== undefined && isOpen(last) && isOpen(phase)) joined.splice(-1, 1, joinedPhase(last, phase))
    else joined.push(phase)
  }
  return Object.freeze(joined)
}

function joinedPhase(first: PlannedPhase, second: PlannedPhase): PlannedPhase {
  return Object.freeze({
    name: `${first.name} + ${second.name}`,
    gate: 'none',
    sequential: false,
    maxWorkers: Math.max(first.maxWorkers, second.maxWorkers),
    agents: Object.freeze([...first.agents, ...second.agents]),
  })
}
