import type { AgentEntry } from '../config/config.js'
import { printDuration } from '../config/duration.js'
import { backoffDelayMs } from '../orchestrator/backoff.js'
import { type Need, nameOf } from '../orchestrator/needs.js'
import type { Plan, PlannedAgent, PlannedPhase } from '../orchestrator/plan.js'
import type { Page } from '../report/page.js'
import { printConditions } from './printed-conditions.js'

/** What a tree is drawn with beside the plan. */
export interface TreeOptions {
  readonly agents: Readonly<Record<string, AgentEntry>>
  /** Agents that are marked. */
  readonly critical: ReadonlySet<string>
}

/** A plan as a tree: its phases in their order, and under each its agents and what binds them. */
export function planTree({ phases }: Pick<Plan, 'phases'>, { agents, critical }: TreeOptions, page: Page): string[] {
  const branch = (agent: PlannedAgent, isLast: boolean) => {
    const mark = `${isLast ? '└' : '├'}─${critical.has(agent.name) ? '◆' : '─'}`
    return page.paragraph(`${agent.name}: ${bindings(agent, agents[agent.name]).join('; ')}`, mark)
  }
  return phases.flatMap((phase) => [
    ...page.heading(printPhase(phase)),
    ...phase.agents.flatMap((agent, index) => branch(agent, index === phase.agents.length - 1)),
    ...(phase.agents.length === 0 && phase.gate !== 'manual' ? page.paragraph('none') : []),
  ])
}

/** A phase in one line: how many at once, for how long, and what lies at its end. */
export function printPhase({ name, gate, sequential, maxWorkers, timeoutMs, agents }: PlannedPhase): string {
  if (gate === 'manual' && agents.length === 0)
    return `${name.toUpperCase()}: a person must approve${timeoutMs === undefined ? '' : ` within ${printDuration(timeoutMs)}`}`
  const pace = sequential ? 'one after the other' : `at most ${maxWorkers} at once`
  const limit = timeoutMs === undefined ? '' : `, for at most ${printDuration(timeoutMs)}`
  const then = {
    none: 'settled in this order',
    verdicts: 'each must give a verdict',
    manual: 'then a person must approve',
  } as const
  return `${name.toUpperCase()}: ${pace}${limit}; ${then[gate]}`
}

function bindings({ timeoutMs, retries, backoff, needs, runWhen }: PlannedAgent, entry: AgentEntry | undefined) {
  const delays = Array.from({ length: retries }, (_, i) => printDuration(backoffDelayMs(backoff, i + 1)))
  return [
    printDuration(timeoutMs),
    ...(retries === 0 ? [] : [`${retries === 1 ? '1 retry' : `${retries} retries`} after ${delays.join(' ')}`]),
    ...(needs.length === 0 ? [] : [`needs ${needs.map(printNeed).join(', ')}`]),
    ...(entry === undefined ? [] : printConditions(entry.conditions)),
    runsWhen[runWhen],
  ]
}

const runsWhen = {
  always: 'runs always',
  active: 'runs when active',
  reducing: 'runs when active or reducing',
} as const satisfies Record<PlannedAgent['runWhen'], string>

const printNeed = (need: Need) => (typeof need === 'string' ? need : `${nameOf(need)} (ended)`)
