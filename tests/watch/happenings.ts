import type { WatchedEvent } from '../../src/watch/watched-event.js'

/** When the made-up cycle begins, epoch ms. */
export const T0 = Date.parse('2026-01-01T00:00:00Z')

type Happening = WatchedEvent extends infer Each ? (Each extends WatchedEvent ? Omit<Each, 'atMs'> : never) : never

/** An event so many ms after the made-up cycle began. */
export const after = (ms: number, happening: Happening): WatchedEvent => ({ ...happening, atMs: T0 + ms }) // the two parts of one

const asOf = '2026-01-01T00:00:00.000Z'

/** The cycle of the made-up events. */
export const cycle = { id: 'c000007', number: 7, tick: asOf, asOf } as const

/** It begins. */
export const started = after(0, { type: 'cycle-started', cycle, skippedTicks: 2 })

/** A phase of agents with deadlines of 1 s and two retries. */
export function phase(ms: number, name: string, ...agents: readonly string[]): WatchedEvent {
  const places = agents.map((agent) => ({ name: agent, timeoutMs: 1000, retries: 2 }))
  return after(ms, { type: 'phase-started', phase: name, agents: places })
}

/** A run that is over. */
export function runEnded(
  ms: number,
  agent: string,
  status: 'success' | 'failed' | 'timeout' = 'success',
): WatchedEvent {
  return after(ms, { type: 'run-ended', run: overRun(agent, status) })
}

/** What is told of a run that is over. */
export function overRun(agent: string, status: 'success' | 'failed' | 'timeout') {
  const failure = { code: status === 'timeout' ? 'timeout' : 'threw', message: `it ${status}` } as const
  return {
    agent,
    phase: 'parallel',
    status,
    startedAt: asOf,
    queuedMs: 0,
    durationMs: 10,
    attempts: [],
    orders: 0,
    ...(status === 'success' ? { summary: `${agent} has spoken.` } : { failure }),
  }
}
