import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Settlement } from '../../src/desk/settlement.js'
import type { OrchestratorEvent } from '../../src/orchestrator/events.js'
import type { PlannedAgent } from '../../src/orchestrator/plan.js'
import { createLiveView } from '../../src/report/live.js'
import { report, run } from './reports.js'

const planned = (name: string): PlannedAgent => ({
  name,
  phase: 'parallel',
  timeoutMs: 60_000,
  retries: 1,
  backoff: { baseMs: 2000, multiplier: 2, maxMs: 60_000 },
  needs: [],
  runWhen: 'active',
  settings: {},
})

/** A live view on a terminal, its clocks in the hands of the test. */
function stage({ isTerminal = true } = {}) {
  let nowMs = 0
  let written = ''
  let due: { callback: () => void; atMs: number } | undefined
  const view = createLiveView({
    output: { write: (text) => void (written += text), isOpen: true, isTerminal, columns: 80, colours: true },
    timer: {
      now: () => nowMs,
      setTimeout: (callback, delayMs) => (due = { callback, atMs: nowMs + delayMs }),
      clearTimeout: (handle) => void (due = due === handle ? undefined : due),
    },
    calendar: { now: () => Date.UTC(2026, 0, 1, 10) + nowMs },
    redrawMs: 100,
  })
  return {
    view,
    on: (...events: OrchestratorEvent<Settlement>[]) => {
      for (const event of events) view.on(event)
    },
    /** Lets time pass to the instant of the next redraw or later, and redraws. */
    redrawAt: (atMs: number) => {
      nowMs = atMs
      const { callback } = due ?? {}
      due = undefined
      callback?.()
    },
    /** The first redraw asks for the library. */
    async ready() {
      this.redrawAt(nowMs + 100)
      await import('log-update')
      await new Promise(setImmediate)
    },
    isWaiting: () => due !== undefined,
    written: () => written,
    /** What was written since the last call, without its escape codes. */
    taken: () => {
      const text = stripVTControlCharacters(written)
      written = ''
      return text
    },
  }
}

const started = { type: 'cycle-started', cycle: report().cycle, skippedTicks: 0 } as const
const phase = { type: 'phase-started', phase: 'parallel', agents: ['slow', 'flaky', 'later'].map(planned) } as const
const failure = { code: 'threw', message: 'no' } as const

describe('the live view', () => {
  it('shows each agent at work with its time and deadline, and how many wait', async () => {
    const scene = stage()
    scene.on(started, phase, { type: 'attempt-started', agent: 'slow', attempt: 1 })
    await scene.ready()
    scene.redrawAt(12_300)
    expect(scene.taken()).toBe('  slow  ● running   12.3s / 60.0s\n  2 queued\n')
  })

  it('shows a retry coming, then running, and an attempt past its deadline', async () => {
    const scene = stage()
    scene.on(started, phase, { type: 'attempt-started', agent: 'flaky', attempt: 1 })
    await scene.ready()
    scene.on({ type: 'attempt-failed', agent: 'flaky', attempt: 1, failure, retryInMs: 2000 })
    scene.redrawAt(1100)
    expect(scene.taken()).toContain('flaky  ▲ waiting   attempt 2 in 1.0s')
    scene.on({ type: 'attempt-started', agent: 'flaky', attempt: 2 })
    scene.redrawAt(2100)
    expect(scene.taken()).toContain('flaky  ▲ retrying  1.0s / 60.0s  attempt 2')
    scene.redrawAt(61_200)
    expect(scene.taken()).toContain('flaky  ✖ ending    60.1s / 60.0s')
    scene.on({ type: 'run-ended', record: run('flaky') })
    scene.redrawAt(61_300)
    expect(scene.taken()).not.toContain('flaky')
  })

  it('counts down to the next cycle', async () => {
    const scene = stage()
    scene.on({ type: 'sleeping', untilMs: Date.UTC(2026, 0, 1, 10, 15) })
    await scene.ready()
    scene.redrawAt(648_000)
    expect(scene.taken()).toBe('  next cycle at 10:15:00Z in 04:12\n')
  })

  it('leaves the screen to the dashboard when the cycle ends, and sets no timer then', async () => {
    const scene = stage()
    scene.on(started, phase, { type: 'attempt-started', agent: 'slow', attempt: 1 })
    await scene.ready()
    scene.redrawAt(1000)
    scene.on({ type: 'cycle-ended', report: report() })
    expect(scene.written()).toContain('\u001b[2K') // its lines are erased
    expect(scene.isWaiting()).toBe(false)
  })

  it('draws nothing for a cycle that is over before the first redraw', () => {
    const scene = stage()
    scene.on(started, phase, { type: 'cycle-ended', report: report() })
    expect(scene.isWaiting()).toBe(false)
    expect(scene.written()).toBe('')
  })

  it('is still after stop', async () => {
    const scene = stage()
    scene.on({ type: 'sleeping', untilMs: Date.UTC(2026, 0, 1, 10, 15) })
    await scene.ready()
    scene.view.stop()
    scene.on(started)
    expect(scene.isWaiting()).toBe(false)
    expect(scene.written()).toBe('')
  })

  it('never touches an output that is not a terminal', () => {
    const scene = stage({ isTerminal: false })
    scene.on(started, phase, { type: 'attempt-started', agent: 'slow', attempt: 1 })
    scene.view.clear()
    expect(scene.isWaiting()).toBe(false)
    expect(scene.written()).toBe('')
  })
})
