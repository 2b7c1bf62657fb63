import type { Health } from '../../orchestrator/health.js'
import type { WatchedEvent } from '../watched-event.js'
import { each, type Instruments, oneOf, pairs, type Sample } from './instruments.js'
import { epochSeconds, type Figures, ratio, type Sight } from './sight.js'
import { BREAKERS, FAILURE_CODES, HEALTHS, RUN_STATUSES } from './vocabulary.js'

/** How each configured agent does. */
export function agentFigures(instruments: Instruments, sight: Sight): Figures {
  totals(instruments, sight)
  standings(instruments, sight)
  return { onEvent: runCounts(instruments, sight) }
}

/** What is known of an agent, as far as figures need it. */
interface Standing {
  readonly agent: string
  readonly executions: number
  readonly failures: number
  readonly timeouts: number
  readonly retries: number
  readonly consecutiveFailures: number
  readonly recentSuccessRate: number | null
  readonly lastExecution: string | null
  readonly health: Health
  readonly breaker: (typeof BREAKERS)[number]
}

const nothing: Omit<Standing, 'agent'> = {
  executions: 0,
  failures: 0,
  timeouts: 0,
  retries: 0,
  consecutiveFailures: 0,
  recentSuccessRate: null,
  lastExecution: null,
  health: 'unknown',
  breaker: 'closed',
}

/** The newest that is known: of a cycle that is not in the record yet, else of the record. */
function standing(agent: string, { overview, unrecorded }: Sight): Standing {
  const recorded = overview().agents.find(({ name }) => name === agent)
  const known = recorded === undefined ? nothing : { ...recorded, breaker: recorded.breaker?.state ?? 'closed' }
  const cycle = unrecorded()
  const counted = cycle !== undefined && Object.hasOwn(cycle.metrics.agents, agent) && cycle.metrics.agents[agent]
  if (!counted) return { ...known, agent }
  const { executions, failures, timeouts, breaker } = counted
  return {
    agent,
    executions,
    failures,
    timeouts,
    breaker,
    retries: counted.total_retries,
    consecutiveFailures: counted.consecutive_failures,
    recentSuccessRate: counted.recent_success_rate,
    lastExecution: counted.last_execution,
    health: (Object.hasOwn(cycle.health, agent) ? cycle.health[agent] : undefined) ?? known.health,
  }
}

/** What is counted since the first cycle of the data folder. */
function totals(instruments: Instruments, sight: Sight): void {
  const { agents } = sight.setup.outline
  const figures = {
    executions: 'Runs of an agent that were made, failed ones among them',
    failures: 'Runs of an agent that failed, timeouts among them',
    timeouts: 'Runs of an agent that passed their deadline',
    retries: 'Attempts of an agent after the first of a run',
  } as const
  for (const [figure, help] of Object.entries(figures) as [keyof typeof figures, string][]) // its keys are what its type says
    instruments.total({
      name: `riskfirst_agent_${figure}_total`,
      help: `${help}, since the first cycle of the data folder.`,
      labels: ['agent'],
      read: () => agents.map(({ name }) => ({ labels: { agent: name }, value: standing(name, sight)[figure] })),
    })
}

/** How it is now. */
function standings(instruments: Instruments, sight: Sight): void {
  const { agents } = sight.setup.outline
  const gauge = (name: string, help: string, read: (standing: Standing) => number | null) =>
    instruments.gauge({
      name,
      help,
      labels: ['agent'],
      read: () => agents.map(({ name: agent }) => ({ labels: { agent }, value: read(standing(agent, sight)) })),
    })
  const states = (name: string, help: string, read: (standing: Standing) => readonly Sample[]) =>
    instruments.gauge({
      name,
      help: `${help}: 1 for that, 0 for the others.`,
      labels: ['agent', 'state'],
      read: () => agents.flatMap(({ name: agent }) => read(standing(agent, sight))),
    })
  instruments.gauge({
    name: 'riskfirst_agent_enabled',
    help: '1 for an agent that is to run, 0 for one that is not.',
    labels: ['agent', 'phase'],
    read: () => agents.map(({ name, phase, enabled }) => ({ labels: { agent: name, phase }, value: enabled ? 1 : 0 })),
  })
  instruments.gauge({
    name: 'riskfirst_agent_timeout_seconds',
    help: 'The deadline of an attempt.',
    labels: ['agent'],
    read: () => agents.map(({ name, timeoutMs }) => ({ labels: { agent: name }, value: timeoutMs / 1000 })),
  })
  states('riskfirst_agent_health', 'How an agent does', ({ agent, health }) => oneOf(HEALTHS, health, { agent }))
  states('riskfirst_agent_breaker', 'Whether an agent rests', ({ agent, breaker }) =>
    oneOf(BREAKERS, breaker, { agent }),
  )
  gauge('riskfirst_agent_consecutive_failures', 'Failures of an agent in a row.', (one) => one.consecutiveFailures)
  gauge(
    'riskfirst_agent_success_ratio',
    'Successes among the last 100 runs of an agent; absent before the first.',
    (one) => ratio(one.recentSuccessRate),
  )
  gauge(
    'riskfirst_agent_last_execution_timestamp_seconds',
    'When an agent ran last; absent before the first time.',
    (one) => epochSeconds(one.lastExecution),
  )
}

/** What is counted from the start of the run; agents that are not configured any more are left out. */
function runCounts(instruments: Instruments, { setup }: Sight): (event: WatchedEvent) => void {
  const names = setup.outline.agents.map(({ name }) => name)
  const agents = each('agent', names)
  const runs = instruments.counter({
    name: 'riskfirst_runs_total',
    help: 'Runs by how they ended, since the start of the run.',
    labels: ['agent', 'status'],
    of: pairs(agents, each('status', RUN_STATUSES)),
  })
  const took = instruments.durations({
    name: 'riskfirst_run_duration_seconds',
    help: 'How long runs took, all attempts and the delays between them.',
    labels: ['agent'],
    of: agents,
  })
  const queued = instruments.durations({
    name: 'riskfirst_run_queue_seconds',
    help: 'How long runs waited for a free place and for what they need.',
    labels: ['phase'],
    of: each('phase', [...new Set(setup.outline.agents.map(({ phase }) => phase))]),
  })
  const failures = instruments.counter({
    name: 'riskfirst_attempt_failures_total',
    help: 'Attempts that failed, by why, since the start of the run.',
    labels: ['code'],
    of: each('code', FAILURE_CODES),
  })
  const late = instruments.counter({
    name: 'riskfirst_late_attempts_total',
    help: 'Attempts that ended only after their deadline, and whose answer was dropped.',
    labels: ['agent'],
    of: agents,
  })
  return (event) => {
    if (event.type === 'attempt-failed') failures({ code: event.failure.code })
    if (event.type === 'attempt-late' && names.includes(event.agent)) late({ agent: event.agent })
    if (event.type !== 'run-ended' || !names.includes(event.run.agent)) return
    const { agent, phase, status, attempts, durationMs, queuedMs } = event.run
    runs({ agent, status })
    if (attempts.length === 0) return
    took(durationMs, { agent })
    queued(queuedMs, { phase })
  }
}
