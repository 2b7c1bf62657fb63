import type { Settlement } from '../../../src/desk/settlement.js'
import type { CycleReport } from '../../../src/orchestrator/record.js'
import type { Live, Overview, WatchedAgent } from '../../../src/watch/api.js'
import type { WatchContext } from '../../../src/watch/part.js'
import type { OutlinedAgent } from '../../../src/watch/setup.js'
import { type WatchedEvent, watchedEvent } from '../../../src/watch/watched-event.js'
import { report } from '../../report/reports.js'
import { ManualCalendar } from '../../support/manual-calendar.js'
import { ManualTimer } from '../../support/manual-timer.js'

const outlined = (name: string, phase: string): OutlinedAgent => ({
  name,
  phase,
  critical: phase === 'critical',
  enabled: true,
  timeoutMs: 300_000,
  maxRetries: 0,
})

/** The agents of the reports that tests are made of. */
export const agents = [
  outlined('risk', 'critical'),
  ...['trading', 'strategy', 'copybot', 'sentiment'].map((name) => outlined(name, 'parallel')),
]

/** An agent that the record has never seen, unless told otherwise. */
export function watched(agent: OutlinedAgent, changes: Partial<WatchedAgent> = {}): WatchedAgent {
  return {
    ...agent,
    health: 'unknown',
    breaker: null,
    executions: 0,
    failures: 0,
    timeouts: 0,
    retries: 0,
    recentSuccessRate: null,
    consecutiveFailures: 0,
    averageMs: null,
    lastStatus: null,
    lastExecution: null,
    lastError: null,
    summary: null,
    recent: [],
    ...changes,
  }
}

/** A record of nothing, unless told otherwise. */
export function overview(changes: Partial<Overview> = {}): Overview {
  return {
    revision: '1',
    readAt: '2026-01-01T10:00:00.000Z',
    version: '1.2.3',
    timeZone: 'UTC',
    quote: 'USDT',
    market: 'SIMULATED MARKET · PAPER MONEY',
    symbols: ['BTC/USDT', 'ETH/USDT'],
    intervalMs: 900_000,
    loop: null,
    waits: null,
    killSwitch: null,
    cycleCount: 0,
    cycles: [],
    lastSealed: null,
    account: null,
    standing: { state: 'unknown', since: null, reasons: [], restrict: [], changes: '' },
    agents: agents.map((agent) => watched(agent)),
    orders: [],
    openOrders: [],
    alerts: [],
    requests: [],
    overdue: null,
    disk: { free: 5e9, record: 4096, logs: 0, metrics: 0 },
    ...changes,
  }
}

/** What figures and traces are opened with; a test changes `overview` and `live`, and moves the clocks. */
export function context({ env = {}, secrets = [] }: { env?: Record<string, string>; secrets?: string[] } = {}) {
  const timer = new ManualTimer()
  const calendar = new ManualCalendar(Date.parse('2026-01-01T10:00:00Z'))
  const said: string[] = []
  const known: { overview: Overview; live: Live } = {
    overview: overview(),
    live: { nowMs: 0, doing: 'starting', sleepsUntilMs: null, cycle: null },
  }
  const never = () => Promise.reject(new Error('it operates nothing'))
  const given: WatchContext = {
    setup: {
      version: '1.2.3',
      dataDir: '/data',
      token: 'token',
      pid: 4711,
      startedAt: '2026-01-01T09:00:00.000Z',
      config: {
        timeZone: 'UTC',
        serve: { hosts: [] },
        notify: { channels: {}, rules: [], repeatAfterMs: 0, maxPerHour: 1 },
        heartbeat: {},
        telemetry: {},
      },
      outline: {
        market: 'SIMULATED MARKET · PAPER MONEY',
        quote: 'USDT',
        symbols: ['BTC/USDT', 'ETH/USDT'],
        intervalMs: 900_000,
        maxWorkers: 4,
        graceMs: 10_000,
        worstCaseMs: 600_000,
        metricsDir: '/metrics',
        agents,
      },
      env,
      secrets,
    },
    clocks: { timer, calendar },
    mask: (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '[masked]'), text),
    say: (text) => void said.push(text),
    overview: () => known.overview,
    live: () => known.live,
    operations: { halt: never, resume: never, close: never, enable: never },
  }
  return { context: given, known, timer, calendar, said }
}

/** The end of a cycle of five agents in which one timed out; its parts can be replaced. */
export function ended(changes: Partial<CycleReport<Settlement>> = {}): WatchedEvent {
  return watchedEvent({ type: 'cycle-ended', report: { ...report(), ...changes } }, 0)
}
