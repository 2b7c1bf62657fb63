import { nameOf } from '../orchestrator/needs.js'
import { agentsOf, type Plan, type PlannedAgent, type PlannedPhase } from '../orchestrator/plan.js'
import { inTurns } from '../orchestrator/turns.js'

/** When an agent is expected to run, ms since the first one starts. */
export interface ExpectedRun {
  readonly agent: string
  readonly startMs: number
  readonly endMs: number
  /** Its moving average; null of one that never ran, which is counted as taking no time. */
  readonly durationMs: number | null
  /** On the critical path. */
  readonly critical: boolean
}

/** How a cycle is expected to go in which each agent has its turn, succeeds and takes as long as on average. */
export interface ExpectedSchedule {
  /** In plan order. */
  readonly runs: readonly ExpectedRun[]
  readonly durationMs: number
  /** One agent after the other. */
  readonly sequentialMs: number
  /** sequential / duration; null while any duration is unknown. */
  readonly speedup: number | null
  /** What the cycle waits for: agents that follow each other without a gap, from the first start to the last end. */
  readonly criticalPath: readonly string[]
  /** Agents whose durations are unknown. */
  readonly unknown: readonly string[]
}

/** An agent in the schedule, and the end of which other one it started at. */
interface Turn {
  readonly agent: PlannedAgent
  readonly startMs: number
  readonly endMs: number
  readonly after: Turn | undefined
}

/**
 * Goes through a plan as the core does: a free place takes whoever is ready and whose turn is first, and a phase begins
 * when the one before it has ended. `expectedMs` is what the core itself expects, null of an agent that never ran.
 */
export function expectedSchedule(plan: Plan, expectedMs: (agent: string) => number | null): ExpectedSchedule {
  const turns: Turn[] = []
  for (const phase of plan.phases) turns.push(...turnsIn(phase, { expectedMs, after: lastOf(turns) }))
  const path = pathTo(lastOf(turns))
  const critical = new Set(path.map(({ agent }) => agent))
  const runs = turnsInPlanOrder(plan, turns).map(({ agent, startMs, endMs }) => {
    const durationMs = expectedMs(agent.name)
    return { agent: agent.name, startMs, endMs, durationMs, critical: critical.has(agent) }
  })
  const durationMs = lastOf(turns)?.endMs ?? 0
  const sequentialMs = runs.reduce((sum, run) => sum + (run.durationMs ?? 0), 0)
  const unknown = runs.flatMap((run) => (run.durationMs === null ? [run.agent] : []))
  return {
    runs,
    durationMs,
    sequentialMs,
    speedup: unknown.length === 0 && durationMs > 0 ? sequentialMs / durationMs : null,
    criticalPath: path.map(({ agent }) => agent.name),
    unknown,
  }
}

function turnsIn(
  phase: PlannedPhase,
  { expectedMs, after }: { readonly expectedMs: (agent: string) => number | null; readonly after: Turn | undefined },
): readonly Turn[] {
  const waiting = inTurns(phase, expectedMs)
  const unended = new Set(phase.agents.map(({ name }) => name))
  const isReady = ({ needs }: PlannedAgent) => !needs.some((need) => unended.has(nameOf(need)))
  const running: Turn[] = []
  const ended: Turn[] = []
  const fillPlaces = (after: Turn | undefined) => {
    while (running.length < phase.maxWorkers) {
      const agent = waiting.find(isReady)
      if (agent === undefined) return
      waiting.splice(waiting.indexOf(agent), 1)
      const startMs = after?.endMs ?? 0
      running.push({ agent, startMs, endMs: startMs + (expectedMs(agent.name) ?? 0), after })
    }
  }
  fillPlaces(after)
  for (let next = firstToEnd(running); next !== undefined; next = firstToEnd(running)) {
    running.splice(running.indexOf(next), 1)
    unended.delete(next.agent.name)
    ended.push(next)
    fillPlaces(next)
  }
  return ended
}

/** Of those that end at once, the one that started first. */
const firstToEnd = (running: readonly Turn[]) => running.toSorted((a, b) => a.endMs - b.endMs)[0]

/** The one that the cycle waits for: of those that end last, who started first, as it took the longest. */
function lastOf(turns: readonly Turn[]): Turn | undefined {
  return turns.reduce<Turn | undefined>((last, turn) => (last && last.endMs >= turn.endMs ? last : turn), undefined)
}

function pathTo(last: Turn | undefined): readonly Turn[] {
  const path: Turn[] = []
  for (let turn = last; turn !== undefined; turn = turn.after) path.unshift(turn)
  return path
}

function turnsInPlanOrder(plan: Plan, turns: readonly Turn[]): readonly Turn[] {
  const byAgent = new Map(turns.map((turn) => [turn.agent, turn]))
  return agentsOf(plan).flatMap((agent) => byAgent.get(agent) ?? [])
}
