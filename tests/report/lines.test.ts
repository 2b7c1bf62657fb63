import { describe, expect, it } from 'vitest'
import type { Settlement } from '../../src/desk/settlement.js'
import type { OrchestratorEvent } from '../../src/orchestrator/events.js'
import { createEventLines } from '../../src/report/lines.js'
import type { LogLevel } from '../../src/report/log-level.js'
import { haltedReport, report, run } from './reports.js'

function linesOf(events: readonly OrchestratorEvent<Settlement>[], least?: LogLevel): string[] {
  let text = ''
  const output = {
    write: (more: string) => void (text += more),
    isOpen: true,
    isTerminal: false,
    columns: 80,
    colours: false,
  }
  const on = createEventLines(output, least)
  for (const event of events) on(event)
  return text.split('\n').slice(0, -1)
}

const { cycle } = report()
const started = { type: 'cycle-started', cycle, skippedTicks: 0 } as const
const failure = { code: 'threw', message: 'socket\nhang up' } as const

describe('event lines', () => {
  it('are silent when all goes well', () => {
    expect(
      linesOf([
        started,
        { type: 'observed', cycle, faults: [] },
        { type: 'phase-started', phase: 'critical', agents: [] },
        { type: 'attempt-started', agent: 'risk', attempt: 1 },
        { type: 'run-ended', record: run('risk') },
        { type: 'gate-decided', cycle, state: report().state },
        { type: 'settled', cycle, settlement: report().settlement },
        { type: 'cycle-ended', report: report() },
        { type: 'sleeping', untilMs: 0 },
      ]),
    ).toEqual([])
  })

  it('tell retries and failures, one line each, whatever the message holds', () => {
    expect(
      linesOf([
        started,
        { type: 'attempt-failed', agent: 'risk', attempt: 1, failure, retryInMs: 2000 },
        { type: 'attempt-failed', agent: 'risk', attempt: 2, failure },
        { type: 'run-ended', record: run('risk', { status: 'failed', failure, durationMs: 2400 }) },
        { type: 'attempt-late', agent: 'slow', attempt: 1 },
      ]),
    ).toEqual([
      'c000010 risk: attempt 1 failed, retry in 2.0s (threw: socket hang up)',
      'c000010 risk: failed after 2.4s (threw: socket hang up)',
      'c000010 slow: attempt 1 ended after its deadline, whatever it answered was dropped',
    ])
  })

  it('tell why an agent was left out, without a duration', () => {
    const resting = { code: 'circuit-open', message: 'failed 5 times in a row; tries again in 4 cycles' } as const
    const record = run('slow', { status: 'skipped', failure: resting, durationMs: 0, attempts: [] })
    expect(linesOf([started, { type: 'run-ended', record }])).toEqual([
      'c000010 slow: skipped (circuit-open: failed 5 times in a row; tries again in 4 cycles)',
    ])
  })

  it('tell a gate that is not open, alerts, skipped ticks and a failing journal', () => {
    const alert = { kind: 'timeout', message: 'slow did not answer', raisedAt: '', cycleId: '' } as const
    expect(
      linesOf([
        started,
        { type: 'gate-decided', cycle, state: haltedReport().state },
        { type: 'alert-raised', alert },
        { type: 'alert-cleared', alert },
        { type: 'ticks-skipped', count: 2 },
        { type: 'journal-failed', step: 'seal', message: 'disk full' },
      ]),
    ).toEqual([
      'c000010 halted: daily-loss: down 5.2% since the start of the day, the limit is 5.0%',
      'c000010 alert timeout: slow did not answer',
      'c000010 alert over, timeout: slow did not answer',
      'c000010 2 ticks skipped',
      'c000010 journal failed at seal: disk full',
    ])
  })
  it('tell attempts and what went well where debug is asked for, and only what presses where warn or error is', () => {
    const events = [
      started,
      { type: 'attempt-started', agent: 'risk', attempt: 1 },
      { type: 'attempt-failed', agent: 'risk', attempt: 1, failure, retryInMs: 2000 },
      { type: 'run-ended', record: run('risk', { durationMs: 2400 }) },
      { type: 'alert-cleared', alert: { kind: 'retry', message: 'fine', raisedAt: '', cycleId: '' } },
      { type: 'journal-failed', step: 'seal', message: 'disk full' },
      { type: 'cycle-ended', report: report() },
    ] as const
    const failed = 'c000010 risk: attempt 1 failed, retry in 2.0s (threw: socket hang up)'
    const journal = 'c000010 journal failed at seal: disk full'
    expect(linesOf(events, 'debug')).toEqual([
      `c000010 begins, due at ${cycle.tick}`,
      'c000010 risk: attempt 1 begins',
      failed,
      'c000010 risk: success after 2.4s',
      'c000010 alert over, retry: fine',
      journal,
    ])
    expect(linesOf(events, 'warn')).toEqual([failed, journal])
    expect(linesOf(events, 'error')).toEqual([journal])
  })
})
