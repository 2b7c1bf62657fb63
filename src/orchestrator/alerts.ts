import { type Health, health, recentSuccessRate } from './health.js'
import type { RunRecord } from './record.js'
import { type AgentTally, outcomeOf, recentExecutions, type Tally } from './tally.js'

/** What an alert is about; the rules are in DESIGN, "Metrics JSON". */
export type AlertKind = 'unhealthy' | 'low-success' | 'timeout' | 'retry' | 'slow-cycle' | 'failure-streak'

/** Raised once, and cleared when what it tells of is over. */
export interface Alert {
  readonly kind: AlertKind
  /** Absent when it is about the cycle. */
  readonly agent?: string
  readonly message: string
  /** ISO UTC, and the cycle that raised it. */
  readonly raisedAt: string
  readonly cycleId: string
}

/** A cycle to be judged by the counts after it. */
export interface JudgedCycle {
  readonly cycleId: string
  readonly endedAt: string
  readonly runs: readonly RunRecord[]
  readonly aborted: boolean
  readonly durationMs: number
}

/** The tally with alerts as they stand now, and the health of every agent of the cycle. */
export interface Judgement {
  readonly tally: Tally
  readonly health: Readonly<Record<string, Health>>
}

/** Judges health and alerts on counts that already include the cycle; `previous` are the counts before it. */
export function judge(previous: Tally, counted: Tally, cycle: JudgedCycle): Judgement {
  const standing = new Map(previous.alerts.map((alert) => [keyOf(alert.kind, alert.agent), alert]))
  const alerts: Alert[] = []
  const raise = (kind: AlertKind, message: string, agent?: string) => {
    const about = agent === undefined ? {} : { agent }
    const { endedAt: raisedAt, cycleId } = cycle
    alerts.push(standing.get(keyOf(kind, agent)) ?? { kind, ...about, message, raisedAt, cycleId })
  }
  if (isSlow(previous, cycle)) raise('slow-cycle', `cycle took ${seconds(cycle.durationMs)}, over twice the average`)
  const agents: Record<string, AgentTally> = { ...counted.agents }
  const healths: Record<string, Health> = {}
  for (const run of cycle.runs) {
    const agent = counted.agents[run.agent]
    if (agent === undefined) continue // count() has made one for every run
    const state = health(agent)
    healths[run.agent] = state
    const unhealthyCycles = state === 'unhealthy' ? agent.unhealthyCycles + 1 : 0
    if (unhealthyCycles !== agent.unhealthyCycles) agents[run.agent] = { ...agent, unhealthyCycles }
    for (const rule of agentRules) {
      const message = rule.message({ agent, run, unhealthyCycles })
      if (message === false && rule.needsRun && outcomeOf(run.status) === undefined) {
        const alert = standing.get(keyOf(rule.kind, run.agent))
        if (alert !== undefined) alerts.push(alert) // nothing was learnt in this cycle
      } else if (message !== false) raise(rule.kind, message, run.agent)
    }
  }
  return { tally: { ...counted, agents, alerts }, health: healths }
}

interface Evidence {
  readonly agent: AgentTally
  readonly run: RunRecord
  readonly unhealthyCycles: number
}

interface Rule {
  readonly kind: AlertKind
  /** Judged on this cycle's run alone: stands until the agent runs again. */
  readonly needsRun?: true
  /** What to say when the rule is broken. */
  message(evidence: Evidence): string | false
}

const agentRules: readonly Rule[] = [
  {
    kind: 'unhealthy',
    message: ({ run, unhealthyCycles }) => unhealthyCycles >= 3 && `${run.agent} has been unhealthy for three cycles`,
  },
  {
    kind: 'low-success',
    message({ agent, run }) {
      const rate = recentSuccessRate(agent) ?? 100
      const runs = recentExecutions(agent)
      return runs >= 5 && rate < 80 && `${run.agent} succeeds in ${rate.toFixed(0)} % of its last ${runs} runs`
    },
  },
  {
    kind: 'failure-streak',
    message: ({ agent, run }) => agent.consecutiveFailures >= 5 && `${run.agent} failed five times in a row`,
  },
  {
    kind: 'timeout',
    needsRun: true,
    message: ({ run }) => run.status === 'timeout' && `${run.agent} timed out: ${run.failure?.message}`,
  },
  {
    kind: 'retry',
    needsRun: true,
    message({ run }) {
      const retries = run.attempts.length - 1
      return retries > 0 && `${run.agent} needed ${retries} ${retries === 1 ? 'retry' : 'retries'}`
    },
  },
]

/** What takes less is noise of the machine, however short the others were. */
const NEVER_SLOW_MS = 1000

/** Over twice the average of at least ten completed cycles before it, and over a second. */
function isSlow(previous: Tally, cycle: JudgedCycle): boolean {
  const { completedCycles, completedMs } = previous
  if (cycle.aborted || completedCycles < 10 || cycle.durationMs <= NEVER_SLOW_MS) return false
  return cycle.durationMs > (2 * completedMs) / completedCycles
}

const keyOf = (kind: AlertKind, agent: string | undefined) => `${kind} ${agent ?? ''}`

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
