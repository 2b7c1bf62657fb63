import type { AgentEntry, Config } from './config/config.js'
import { createPlan, type Plan } from './orchestrator/plan.js'

/** The agents that a configuration enables, in settling order, as the core runs them; throws PlanError. */
export function planOf({ agents, orchestrator }: Config, only?: readonly string[]): Plan {
  const isWanted = ({ name, enabled, phase }: AgentEntry) =>
    enabled && (phase === 'critical' || only === undefined || only.includes(name))
  const wanted = Object.values(agents).filter(isWanted)
  const isThere = new Set(wanted.map(({ name }) => name))
  const planned = wanted.map(({ needs, uses, ...entry }) => ({
    ...entry,
    needs: needs.filter((need) => isThere.has(need) || !uses.includes(need)),
  }))
  return createPlan(planned, {
    maxWorkers: orchestrator.maxWorkers,
    shutdownGraceMs: orchestrator.shutdownGraceMs,
    healthChecks: orchestrator.enableHealthChecks,
    breaker: { failures: orchestrator.breakerFailures, cycles: orchestrator.breakerCycles },
  })
}

/** The entries of the agents in a plan that was made of this configuration. */
export function entriesIn({ critical, parallel }: Plan, { agents }: Config): readonly AgentEntry[] {
  const planned = new Set([...critical, ...parallel].map(({ name }) => name))
  return Object.values(agents).filter(({ name }) => planned.has(name))
}
