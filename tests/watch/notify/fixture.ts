import { onTestFinished } from 'vitest'
import type { ChannelConfig, NotifyRule } from '../../../src/config/watch-schema.js'
import type { Live, Overview } from '../../../src/watch/api.js'
import type { Message } from '../../../src/watch/notify/message.js'
import type { WatchContext } from '../../../src/watch/part.js'
import type { WatchSetup } from '../../../src/watch/setup.js'
import type { WatchedCycle, WatchedEvent } from '../../../src/watch/watched-event.js'
import { ManualCalendar } from '../../support/manual-calendar.js'
import { ManualTimer } from '../../support/manual-timer.js'

/** When every test begins. */
export const START = '2026-01-01T10:00:00.000Z'
export const startMs = Date.parse(START)

export const overviewOf = (changes: Partial<Overview> = {}): Overview => ({
  revision: '1',
  readAt: START,
  version: '0.1.0',
  timeZone: 'UTC',
  market: 'SIMULATED MARKET · PAPER MONEY',
  quote: 'USDT',
  symbols: ['BTC/USDT'],
  intervalMs: 900_000,
  loop: { pid: 7, startedAt: START },
  waits: null,
  standing: { state: 'unknown', since: null, reasons: [], restrict: [], changes: 'the first cycle: riskfirst run' },
  killSwitch: null,
  cycleCount: 0,
  cycles: [],
  lastSealed: null,
  agents: [],
  account: null,
  orders: [],
  openOrders: [],
  alerts: [],
  requests: [],
  disk: { free: null, record: 0, logs: 0, metrics: 0 },
  overdue: null,
  ...changes,
})

/** What the thread of a watch gives its parts, in the hands of the test. */
export interface Watching extends WatchContext {
  readonly clocks: { readonly timer: ManualTimer; readonly calendar: ManualCalendar }
  /** What was said on the terminal. */
  readonly said: string[]
  /** What people did. */
  readonly done: string[]
  /** What the parts see from now on. */
  show(changes: Partial<Overview>): Overview
  doing: Live['doing']
}

export interface Notifying {
  readonly channels?: Readonly<Record<string, ChannelConfig>>
  readonly rules?: readonly NotifyRule[]
  readonly repeatAfterMs?: number
  readonly maxPerHour?: number
  readonly overview?: Partial<Overview>
}

/** A run that has just begun, every notice of which goes to all channels. */
export function watching({
  channels = {},
  rules = [{ severity: 'info' }],
  repeatAfterMs = 3_600_000,
  maxPerHour = 60,
  overview: first = {},
}: Notifying = {}): Watching {
  let overview = overviewOf(first)
  const said: string[] = []
  const done: string[] = []
  const setup: WatchSetup = {
    version: '0.1.0',
    dataDir: '/run/data',
    config: {
      timeZone: 'UTC',
      serve: { hosts: [] },
      notify: { channels, rules, repeatAfterMs, maxPerHour },
      heartbeat: {},
      telemetry: {},
    },
    outline: {
      market: overview.market,
      quote: 'USDT',
      symbols: ['BTC/USDT'],
      intervalMs: 900_000,
      maxWorkers: 4,
      graceMs: 10_000,
      worstCaseMs: 600_000,
      metricsDir: '/run/data/orchestrator',
      agents: [],
    },
    token: 'a-token-that-nobody-guesses',
    pid: 7,
    startedAt: START,
    env: {},
    secrets: ['hunter2hunter2'],
  }
  const operated = (name: string) => (who: string, what: object) => {
    done.push([name, who, ...Object.values(what)].join(' '))
    return Promise.resolve({ ok: true, words: [`${name} is done`] })
  }
  const context: Watching = {
    setup,
    clocks: { timer: new ManualTimer(), calendar: new ManualCalendar(startMs) },
    mask: (text) => text.replaceAll('hunter2hunter2', '[masked]'),
    say: (text) => said.push(text),
    overview: () => overview,
    live: () => ({ nowMs: startMs, doing: context.doing, sleepsUntilMs: null, cycle: null }),
    operations: {
      halt: operated('halt'),
      resume: operated('resume'),
      close: operated('close'),
      enable: operated('enable'),
    },
    said,
    done,
    doing: 'starting',
    show(changes) {
      overview = { ...overview, ...changes }
      return overview
    },
  }
  return context
}

export const cycleOf = (number: number) => ({
  id: `c${String(number).padStart(6, '0')}`,
  number,
  tick: START,
  asOf: START,
})

export const begun = (number: number): WatchedEvent => ({
  type: 'cycle-started',
  atMs: startMs,
  cycle: cycleOf(number),
  skippedTicks: 0,
})

type State = Extract<WatchedEvent, { type: 'gate-decided' }>['state']

export const decided = (state: State['state'], reasons: State['reasons'] = []): WatchedEvent => ({
  type: 'gate-decided',
  atMs: startMs,
  state: { state, reasons, restrict: [], since: START },
})

export function ended(number: number, changes: Partial<WatchedCycle> = {}): WatchedEvent {
  const cycle = {
    cycle: cycleOf(number),
    status: 'success',
    state: { state: 'active', reasons: [], restrict: [], since: START },
    startedAt: START,
    endedAt: START,
    durationMs: 1000,
    sealed: true,
    health: {},
    alerts: [],
    performance: { sequentialMs: 0, wallMs: 0, speedup: null },
    runs: [],
    receipts: [],
    metrics: {} as WatchedCycle['metrics'], // nothing here reads them
    ...changes,
  } satisfies WatchedCycle
  return { type: 'cycle-ended', atMs: startMs, ended: cycle }
}

let messages = 0

export function messageWith(changes: Partial<Message> = {}): Message {
  messages += 1
  return {
    id: `m-${messages}`,
    kind: 'halted',
    severity: 'critical',
    market: 'SIMULATED MARKET · PAPER MONEY',
    title: `HALTED: daily-loss ${messages}`,
    lines: ['daily-loss (risk): lost 6 % since the day began (value 6, limit 5)'],
    cycleId: 'c000012',
    atMs: startMs,
    ...changes,
  }
}

/** A signal that aborts when the test is over. */
export function testSignal(): AbortSignal {
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  return ending.signal
}
