import type { StateReason } from '../../../src/agents/agent.js'
import type { CycleStatus } from '../../../src/orchestrator/record.js'
import type { WatchContext } from '../../../src/watch/part.js'
import { type WatchedEvent, watchedEvent } from '../../../src/watch/watched-event.js'
import { report } from '../../report/reports.js'
import { ManualCalendar } from '../../support/manual-calendar.js'
import { ManualTimer } from '../../support/manual-timer.js'

/** What a part is opened with, on clocks that the test moves, and the lines that it said. */
export function context({ env = {}, secrets = [] }: { env?: Record<string, string>; secrets?: string[] } = {}) {
  const timer = new ManualTimer()
  const calendar = new ManualCalendar(Date.parse('2026-01-01T10:00:00Z'))
  const said: string[] = []
  const never = () => {
    throw new Error('a heartbeat asks nothing of it')
  }
  const given: WatchContext = {
    setup: {
      version: '1.2.3',
      dataDir: '/data',
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
        symbols: [],
        metricsDir: '/data/orchestrator',
        intervalMs: 900_000,
        maxWorkers: 4,
        graceMs: 10_000,
        worstCaseMs: 60_000,
        agents: [],
      },
      token: 'token',
      pid: 4711,
      startedAt: '2026-01-01T09:00:00.000Z',
      env,
      secrets,
    },
    clocks: { timer, calendar },
    mask: (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '[masked]'), text),
    say: (text) => void said.push(text),
    overview: never,
    live: never,
    operations: { halt: never, resume: never, close: never, enable: never },
  }
  return { context: given, timer, calendar, said }
}

const cycleOf = (number: number) => ({ ...report().cycle, number, id: `c${String(number).padStart(6, '0')}` })

/** A cycle begins. */
export function begun(number: number): WatchedEvent {
  return watchedEvent({ type: 'cycle-started', cycle: cycleOf(number), skippedTicks: 0 }, 0)
}

/** It ends. */
export function ended(number: number, status: CycleStatus = 'success', reasons: readonly StateReason[] = []) {
  const before = report()
  const state = reasons.length === 0 ? before.state : { ...before.state, state: 'halted' as const, reasons }
  return watchedEvent({ type: 'cycle-ended', report: { ...before, cycle: cycleOf(number), status, state } }, 0)
}

/** The loop waits. */
export const sleeping: WatchedEvent = watchedEvent({ type: 'sleeping', untilMs: Date.parse('2026-01-01T10:15:00Z') }, 0)
