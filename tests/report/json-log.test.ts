import { describe, expect, it } from 'vitest'
import type { Settlement } from '../../src/desk/settlement.js'
import type { OrchestratorEvent } from '../../src/orchestrator/events.js'
import { openJsonLog } from '../../src/report/json-log.js'
import type { LogLevel } from '../../src/report/log-level.js'
import { haltedReport, receipt, report, run, settlement } from './reports.js'

type Event = OrchestratorEvent<Settlement>
type Line = Readonly<Record<string, unknown>>

const { cycle } = report()
const started = { type: 'cycle-started', cycle, skippedTicks: 0 } as const
const failure = { code: 'threw', message: 'socket\n\u001b[31mhang up', stack: 'at secret.ts:1' } as const
const alert = {
  kind: 'timeout',
  agent: 'slow',
  message: 'slow did not answer',
  raisedAt: 'then',
  cycleId: 'c1',
} as const
const receipts = [
  receipt(),
  receipt({ clientOrderId: 'c000010-strategy-2', status: 'unresolved', message: 'no answer' }),
]

/** Everything that can happen, in a cycle that goes badly. */
const happenings: readonly Event[] = [
  started,
  { type: 'observed', cycle, faults: [] },
  { type: 'phase-started', phase: 'critical', agents: [] },
  { type: 'attempt-started', agent: 'risk', attempt: 1 },
  { type: 'attempt-failed', agent: 'risk', attempt: 1, failure, retryInMs: 2000 },
  { type: 'attempt-late', agent: 'risk', attempt: 1 },
  { type: 'attempt-failed', agent: 'risk', attempt: 2, failure },
  { type: 'run-ended', record: run('risk', { status: 'failed', failure }) },
  { type: 'run-ended', record: run('strategy') },
  { type: 'gate-decided', cycle, state: haltedReport().state },
  { type: 'settled', cycle, settlement: settlement(receipts.slice(0, 1)) },
  { type: 'settled', cycle, settlement: settlement(receipts) },
  { type: 'journal-failed', step: 'seal', message: 'disk full' },
  { type: 'alert-raised', alert },
  { type: 'alert-cleared', alert },
  { type: 'cycle-ended', report: report() },
  { type: 'ticks-skipped', count: 2 },
  { type: 'sleeping', untilMs: Date.parse('2026-01-01T10:15:00Z') },
]

async function textOf(events: readonly Event[], least: LogLevel, say: readonly string[] = []): Promise<string> {
  let text = ''
  const log = await openJsonLog({
    output: { write: (more) => void (text += more), isOpen: true, isTerminal: false, columns: 80, colours: false },
    calendar: { now: () => Date.parse('2026-01-01T10:00:00Z') },
    least,
  })
  for (const event of events) log.observe(event)
  for (const words of say) log.say(words)
  return text
}

async function linesOf(...told: Parameters<typeof textOf>): Promise<Line[]> {
  const text = await textOf(...told)
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line) // an object a line is what it must be
}

const eventsOf = (lines: readonly Line[]) => lines.map(({ event }) => event)

describe('the JSON log', () => {
  it('tells every event on a line of its own, with level, time, cycle and words', async () => {
    const lines = await linesOf(happenings, 'debug')
    expect(new Set(eventsOf(lines))).toEqual(new Set([...happenings.map(({ type }) => type), 'order']))
    for (const line of lines) {
      expect(line).toMatchObject({ time: '2026-01-01T10:00:00.000Z', cycle: 'c000010', msg: expect.any(String) })
      expect(line['level']).toMatch(/^(debug|info|warn|error)$/)
      expect(line['msg']).toMatch(/^\P{Cc}+$/u)
    }
  })

  it('holds nothing that a terminal obeys, and gives programs what was said', async () => {
    const message = 'a\nb\u001b[2J\u009b31m\u202Egnp.exe\u{e0041}'
    const failed: Event = { type: 'attempt-failed', agent: 'risk', attempt: 1, failure: { code: 'threw', message } }
    expect(await textOf([started, failed], 'debug')).toMatch(/^(?:[^\p{Cc}\p{Cf}]+\n)+$/u)
    const [, line] = await linesOf([started, failed], 'debug')
    expect(line).toMatchObject({ failure: { message } })
  })

  it('gives what belongs to an agent the id of its run, and failures without their stack', async () => {
    const [line] = await linesOf([started, ...happenings.slice(4, 5)], 'info')
    expect(line).toEqual({
      level: 'warn',
      time: '2026-01-01T10:00:00.000Z',
      event: 'attempt-failed',
      cycle: 'c000010',
      agent: 'risk',
      run: 'c000010/risk',
      attempt: 1,
      failure: { code: 'threw', message: failure.message },
      retryInMs: 2000,
      msg: 'risk: attempt 1 failed, retry in 2.0s (threw: socket hang up)',
    })
  })

  it('tells each order once, though each settlement holds those before it', async () => {
    const orders = (await linesOf(happenings, 'info')).filter(({ event }) => event === 'order')
    expect(orders.map(({ order, status, level }) => [order, status, level])).toEqual([
      ['c000010-strategy-1', 'filled', 'info'],
      ['c000010-strategy-2', 'unresolved', 'warn'],
    ])
  })

  it('keeps at info what people want to know, and at warn and error what presses', async () => {
    const told = async (least: LogLevel) => eventsOf(await linesOf(happenings, least)).join(' ')
    const troubles = 'attempt-failed attempt-late run-ended gate-decided'
    expect(await told('info')).toBe(
      `${troubles} order order journal-failed alert-raised alert-cleared cycle-ended ticks-skipped`,
    )
    expect(await told('warn')).toBe(`${troubles} order journal-failed alert-raised cycle-ended ticks-skipped`)
    expect(await told('error')).toBe('journal-failed')
  })

  it('tells a trading state when it changes, as an error when the gate failed closed', async () => {
    const state = (name: 'active' | 'halted', cause?: 'unknown' | 'breach'): Event => ({
      type: 'gate-decided',
      cycle,
      state: {
        ...report().state,
        state: name,
        reasons: cause === undefined ? [] : [{ code: cause, message: 'why', cause }],
      },
    })
    const states = [state('active'), state('halted', 'breach'), state('halted', 'breach'), state('halted', 'unknown')]
    const lines = await linesOf([...states, state('active')], 'info')
    expect(lines.map(({ level, state: name }) => [level, name])).toEqual([
      ['warn', 'halted'],
      ['error', 'halted'],
      ['info', 'active'],
    ])
  })

  it('tells words for people as information', async () => {
    expect(await linesOf([], 'info', ['stopping\nnow'])).toEqual([
      { level: 'info', time: '2026-01-01T10:00:00.000Z', msg: 'stopping now' },
    ])
    expect(await linesOf([], 'warn', ['stopping'])).toEqual([])
  })
})
