import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../../src/desk/order.js'
import type { Overview } from '../../../src/watch/api.js'
import { createNotifier } from '../../../src/watch/notify/notifier.js'
import { settled } from '../../support/manual-timer.js'
import {
  begun,
  cycleOf,
  decided,
  ended,
  type Notifying,
  overviewOf,
  START,
  startMs,
  type Watching,
  watching,
} from './fixture.js'
import { type Service, service } from './service.js'

type Reason = Overview['standing']['reasons'][number]

const breach: Reason = {
  code: 'daily-loss',
  message: 'lost 6 % today',
  cause: 'breach',
  latch: true,
  agent: 'risk',
  value: 6,
  limit: 5,
}
const stale: Reason = { code: 'stale-data', message: 'BTC/USDT is 3 h old', cause: 'unknown' }
const soft: Reason = { code: 'exposure', message: 'too much is held', cause: 'limit', agent: 'risk' }
const sealed = (number: number) => ({
  ...cycleOf(number),
  startedAt: START,
  endedAt: START,
  status: 'success' as const,
  state: 'active' as const,
  stateSince: START,
  reasons: [],
  restrictions: [],
  durationMs: 1000,
  skippedTicks: 0,
  speedup: null,
  error: null,
  filled: 0,
  denied: 0,
})
const standing = (state: Overview['standing']['state'], reasons: readonly Reason[] = []) => ({
  state,
  since: START,
  reasons,
  restrict: [],
  changes: 'riskfirst resume --reason "…"',
})

/** Resolves when no request is under way: what is left on the timer is the notifier's own look. */
async function idle({ clocks }: Watching) {
  while (clocks.timer.pendingMs.length > 1) await settled()
}

/** A notifier with one webhook, and what that was told. */
async function notifying(options: Notifying = {}, prepare: (context: Watching) => void = () => {}) {
  const server: Service = await service()
  const channels = { hook: { kind: 'webhook', url: server.address, headers: {} } } as const
  const context = watching({ channels, ...options })
  prepare(context)
  const part = createNotifier(context)
  const told = async () => {
    const signal = new AbortController().signal
    await part.close?.(undefined, signal)
    return server.got.map(({ body }) => body)
  }
  /** Without what each run begins with. */
  const titles = async () =>
    (await told())
      .map(({ kind, title }) => `${String(kind)} | ${String(title)}`)
      .filter((text) => !text.startsWith('started'))
  return { part, context, server, told, titles }
}

describe('the trading state', () => {
  it('is told when it changes, with why, since when, and what changes it; and not in between', async () => {
    const { part, told } = await notifying()
    for (const [number, event] of [
      decided('active'),
      decided('halted', [breach]),
      decided('halted', [breach]),
      decided('active'),
    ].entries()) {
      part.onEvent?.(begun(number + 1))
      part.onEvent?.(event)
    }
    const [, halted, active, ...rest] = await told()
    expect(rest).toEqual([])
    expect(halted).toMatchObject({
      kind: 'halted',
      severity: 'critical',
      title: 'HALTED: daily-loss',
      cycle_id: 'c000002',
      lines: [
        'Since 2026-01-01 10:00:00Z: protective exits only',
        'daily-loss (risk, latched): lost 6 % today (value 6, limit 5)',
        'What changes it: riskfirst resume --reason "…"',
      ],
    })
    expect(String(halted?.['text']).split('\n')[0]).toBe('SIMULATED MARKET · PAPER MONEY')
    expect(active).toMatchObject({ kind: 'active', severity: 'info', title: 'ACTIVE again' })
  })

  it('is told apart when the gate failed closed, and when only increases are stopped', async () => {
    const { part, titles } = await notifying()
    part.onEvent?.(decided('halted', [stale]))
    part.onEvent?.(decided('reducing', [soft]))
    expect(await titles()).toEqual([
      'failed-closed | HALTED, failed closed: stale-data',
      'reducing | REDUCING: exposure',
    ])
  })

  it('is told again when another reason joins, not when one comes and goes', async () => {
    const { part, titles } = await notifying()
    const drawdown: Reason = { ...breach, code: 'drawdown' }
    for (const reasons of [[breach], [breach, drawdown], [drawdown], [breach], [breach, drawdown]])
      part.onEvent?.(decided('halted', reasons))
    expect(await titles()).toEqual(['halted | HALTED: daily-loss', 'halted | HALTED: daily-loss, drawdown'])
  })

  it('is told when a run begins that is not active, and once only', async () => {
    const { part, context, titles } = await notifying({ overview: { standing: standing('halted', [breach]) } })
    part.onEvent?.(begun(1))
    part.onEvent?.(decided('halted', [breach]))
    part.onOverview?.(context.show({ standing: standing('halted', [breach]), lastSealed: sealed(1) }))
    expect(await titles()).toEqual(['halted | HALTED: daily-loss'])
  })

  it('is told at once when the kill switch is thrown between cycles, and when it is lifted', async () => {
    const { part, context, titles } = await notifying()
    part.onEvent?.(begun(1))
    part.onEvent?.(decided('active'))
    const thrown: Reason = { code: 'kill-switch', message: 'halted by alice: lunch', cause: 'kill-switch' }
    part.onOverview?.(context.show({ standing: standing('halted', [thrown]), killSwitch: 'halted by alice: lunch' }))
    part.onOverview?.(context.show({ standing: standing('active'), killSwitch: null, lastSealed: sealed(1) }))
    expect(await titles()).toEqual(['halted | HALTED: kill-switch', 'active | ACTIVE again'])
  })

  it('is told each time that it changes, though the record says since when as before', async () => {
    const { part, context, titles } = await notifying({ overview: { lastSealed: sealed(1) } })
    part.onEvent?.(begun(1))
    part.onEvent?.(decided('active'))
    const thrown: Reason = { code: 'kill-switch', message: 'lunch', cause: 'kill-switch' }
    for (let minute = 1; minute < 5; minute++) {
      context.clocks.calendar.set(startMs + minute * 60_000)
      const isThrown = minute % 2 === 1
      const killSwitch = isThrown ? 'lunch' : null
      part.onOverview?.(
        context.show({ standing: isThrown ? standing('halted', [thrown]) : standing('active'), killSwitch }),
      )
    }
    const halted = 'halted | HALTED: kill-switch'
    const active = 'active | ACTIVE again'
    expect(await titles()).toEqual([halted, active, halted, active])
  })

  it('is not told from a record that is behind the gate', async () => {
    const { part, context, titles } = await notifying({
      overview: { cycles: [sealed(4)], lastSealed: sealed(4), standing: standing('active') },
    })
    part.onEvent?.(begun(5))
    part.onEvent?.(decided('halted', [breach]))
    part.onOverview?.(context.show({ revision: '2' }))
    part.onOverview?.(context.show({ lastSealed: sealed(5), standing: standing('halted', [breach]) }))
    expect(await titles()).toEqual(['halted | HALTED: daily-loss'])
  })

  it('is told when the notifier is begun anew, as it may have changed meanwhile, and once only', async () => {
    const overview = { standing: standing('halted', [breach]), lastSealed: sealed(3), cycles: [sealed(3)] }
    const { part, titles } = await notifying({ overview }, (context) => {
      context.doing = 'sleeping'
    })
    part.onEvent?.(begun(4))
    part.onEvent?.(decided('halted', [breach]))
    expect(await titles()).toEqual(['halted | HALTED: daily-loss'])
  })

  it('that is active is nothing to tell when the notifier is begun anew', async () => {
    const overview = { standing: standing('active'), lastSealed: sealed(3), cycles: [sealed(3)] }
    const { part, titles } = await notifying({ overview }, (context) => {
      context.doing = 'sleeping'
    })
    part.onEvent?.(begun(4))
    part.onEvent?.(decided('active'))
    expect(await titles()).toEqual([])
  })
})

describe('a run', () => {
  it('tells that it has begun and how it ended: an internal error is critical', async () => {
    const { part, server } = await notifying()
    await part.close?.({ code: 1 }, new AbortController().signal)
    expect(server.got.map(({ body }) => [body['kind'], body['severity'], body['title']])).toEqual([
      ['started', 'info', 'Started'],
      ['stopped', 'critical', 'Stopped by an error'],
    ])
  })

  it('tells that the one before it was cut off', async () => {
    const { titles } = await notifying({ overview: { cycles: [{ ...sealed(7), status: 'interrupted' }] } })
    expect(await titles()).toEqual(['interrupted | c000007 was interrupted by the end of its process'])
  })

  it('tells what came of the orders of the one that was cut off', async () => {
    const order = {
      clientOrderId: 'c000007-strategy-1',
      cycleId: 'c000007',
      agent: 'strategy',
      origin: 'agent',
      symbol: 'BTC/USDT',
      side: 'buy',
      quantity: '0.5',
      expectedPrice: null,
      reason: 'it rises',
      status: 'filled',
      code: null,
      message: null,
      value: null,
      limit: null,
      at: START,
      price: '43000',
      fee: '1',
      cashFlow: null,
    } as const
    const orders = [
      order,
      { ...order, status: 'unresolved', side: 'sell' } as const,
      { ...order, status: 'denied' } as const,
      { ...order, cycleId: 'c000006' },
    ]
    const { told } = await notifying({ overview: { cycles: [{ ...sealed(7), status: 'interrupted' }], orders } })
    const [interrupted] = await told()
    expect(interrupted?.['lines']).toEqual([
      expect.stringContaining('It began'),
      'Its order: filled buy 0.5 BTC/USDT (strategy)',
      'Its order: unresolved sell 0.5 BTC/USDT (strategy)',
    ])
  })

  it('that has been going on does not begin again with its thread', async () => {
    const { told } = await notifying({}, ({ clocks }) => clocks.calendar.set(startMs + 3_600_000))
    expect(await told()).toEqual([])
  })
})

const filled = (id: string): Receipt => ({
  clientOrderId: id,
  cycleId: 'c000001',
  agent: 'strategy',
  origin: 'agent',
  symbol: 'BTC/USDT',
  side: 'buy',
  quantity: '0.5',
  status: 'filled',
  reason: 'it rises',
  price: '43000',
})

describe('a cycle', () => {
  it('tells its fills in one notice, what the venue refused in another, and nothing of denials', async () => {
    const { part, told } = await notifying()
    const rejected: Receipt = { ...filled('3'), status: 'rejected', message: 'no such market' }
    const denied: Receipt = { ...filled('4'), status: 'denied', code: 'max-order' }
    part.onEvent?.(ended(1, { receipts: [filled('1'), filled('2'), rejected, denied] }))
    const [, refused, fills, ...rest] = await told()
    expect(rest).toEqual([])
    expect(refused).toMatchObject({ kind: 'refused', title: 'rejected: buy 0.5 BTC/USDT at 43,000.00' })
    expect(refused?.['lines']).toEqual(['rejected buy 0.5 BTC/USDT at 43,000.00 (strategy): no such market'])
    expect(fills).toMatchObject({ kind: 'filled', title: '2 orders filled' })
    expect(fills?.['lines']).toEqual(Array(2).fill('filled buy 0.5 BTC/USDT at 43,000.00 (strategy): it rises'))
  })

  it('tells one error, and the same error of the next cycles not within the hour', async () => {
    const { part, context, titles } = await notifying()
    for (const number of [1, 2]) {
      part.onEvent?.(begun(number))
      part.onEvent?.({ type: 'journal-failed', atMs: startMs, step: 'seal', message: 'database or disk is full' })
      part.onEvent?.(ended(number, { sealed: false, error: 'database or disk is full' }))
    }
    await idle(context)
    context.clocks.timer.block(3_600_000)
    part.onBeat?.()
    part.onEvent?.(begun(3))
    part.onEvent?.({ type: 'journal-failed', atMs: startMs, step: 'seal', message: 'database or disk is full' })
    const errors = (await titles()).filter((title) => title.startsWith('error'))
    expect(errors).toEqual(Array(2).fill('error | The record cannot be written (seal)'))
  })
})

describe('alerts', () => {
  const alert = {
    kind: 'timeout',
    agent: 'mine',
    message: 'mine timed out',
    raisedAt: START,
    cycleId: 'c000001',
  } as const

  it('are told once, and that they are over; raised again soon, only if they then still stand', async () => {
    const { part, context, titles } = await notifying()
    const cycle = (number: number, atMs: number, alerts: readonly (typeof alert)[]) => {
      context.clocks.calendar.set(startMs + atMs)
      part.onEvent?.(ended(number, { alerts }))
    }
    cycle(1, 0, [alert])
    cycle(2, 60_000, [alert])
    cycle(3, 120_000, [])
    cycle(4, 180_000, [alert])
    cycle(5, 240_000, [])
    expect((await titles()).length).toBe(2)
    cycle(6, 300_000, [alert])
    cycle(7, 3_600_000, [alert])
    expect(await titles()).toEqual(['alert | Alert, timeout: mine', 'alert-over | Alert over, timeout: mine'])
  })

  it('of a disk that is nearly full are told when it becomes so', async () => {
    const { part, context, titles } = await notifying()
    const low = { kind: 'disk-low', message: '0.5 GB left', raisedAt: START, cycleId: '' } as const
    part.onOverview?.(context.show({ alerts: [low] }))
    part.onOverview?.(context.show({ revision: '3' }))
    expect(await titles()).toEqual(['disk-low | The disk is nearly full'])
  })

  it('of a record that cannot be read are told once, though cycles go on', async () => {
    const { part, context, titles } = await notifying()
    const old = { kind: 'record-unreadable', message: 'shown is what was known', raisedAt: START, cycleId: '' } as const
    part.onOverview?.(context.show({ alerts: [old] }))
    part.onEvent?.(ended(3, { alerts: [] }))
    part.onOverview?.(context.show({ revision: '3' }))
    expect(await titles()).toEqual(['alert | The record cannot be read'])
  })
})

it('tells what people did, and who it was, but not what was done before', async () => {
  const request = {
    id: 4,
    kind: 'halt',
    reason: 'lunch',
    who: 'alice',
    at: START,
    details: null,
    appliedAt: START,
    result: null,
  } as const
  const { part, context, told } = await notifying({ overview: { requests: [request] } })
  const close = { ...request, id: 5, kind: 'close', who: 'telegram:bob', details: { symbol: 'BTC/USDT' } } as const
  const resume = { ...request, id: 6, kind: 'resume', who: 'bob', details: { removed: 'lunch' } } as const
  part.onOverview?.(context.show({ requests: [resume, close, request] }))
  part.onOverview?.(context.show({ revision: '4' }))
  const [, operated, resumed, ...rest] = await told()
  expect(rest).toEqual([])
  expect(resumed).toMatchObject({ title: 'resume by bob' })
  expect(operated).toMatchObject({
    kind: 'operated',
    title: 'close BTC/USDT by telegram:bob',
    lines: ['Reason: lunch', 'Asked 2026-01-01 10:00:00Z'],
  })
})

it('tells a run that could not begin as an error, and a stop as none', async () => {
  for (const [code, severity] of [
    [78, 'critical'],
    [143, 'info'],
  ] as const) {
    const { part, server } = await notifying()
    await part.close?.({ code }, new AbortController().signal)
    expect(server.got.at(-1)?.body).toMatchObject({ kind: 'stopped', severity })
  }
})

it('ends with many channels without a word of Node', async () => {
  const server = await service()
  const hook = { kind: 'webhook', url: server.address, headers: {} } as const
  const channels = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`hook-${index}`, hook]))
  const part = createNotifier(watching({ channels }))
  const warned: string[] = []
  const onWarning = ({ name }: Error) => void warned.push(name)
  process.on('warning', onWarning)
  await part.close?.({ code: 0 }, new AbortController().signal)
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', onWarning)
  expect(server.got).toHaveLength(40)
  expect(warned).toEqual([])
})

describe('a loop that is late', () => {
  it('is told, by what the record says', async () => {
    const { part, context, titles } = await notifying()
    part.onOverview?.(context.show({ overdue: 'the cycle of 10:15 has not begun' }))
    part.onBeat?.()
    part.onOverview?.(context.show({ overdue: null }))
    expect(await titles()).toEqual(['late | The loop is late', 'late | The loop keeps its time again'])
  })

  it('is told when its thread goes silent for a minute, though nothing is heard at all', async () => {
    const { part, context, server } = await notifying()
    await idle(context)
    part.onBeat?.()
    await context.clocks.timer.advance(59_999)
    expect(server.got).toHaveLength(1)
    await context.clocks.timer.advance(1)
    await server.has(2)
    expect(server.got[1]?.body).toMatchObject({ kind: 'late', severity: 'critical' })
    part.onBeat?.()
    await server.has(3)
    expect(server.got[2]?.body).toMatchObject({ kind: 'late', severity: 'info' })
    await part.close?.(undefined, AbortSignal.abort())
  })
})

describe('rules', () => {
  it('are by default for warnings and what is critical; who names a notice gets it', async () => {
    const log = await service()
    const pager = await service()
    const context = watching({
      channels: {
        log: { kind: 'webhook', url: log.address, headers: {} },
        pager: { kind: 'webhook', url: pager.address, headers: {} },
      },
      rules: [
        {},
        { on: ['filled'], channels: ['log'] },
        { on: ['alert', 'halted'], severity: 'critical', channels: ['pager'] },
      ],
    })
    const part = createNotifier(context)
    part.onEvent?.(ended(1, { receipts: [filled('1')] }))
    part.onEvent?.(decided('halted', [breach]))
    await part.close?.({ code: 0 }, new AbortController().signal)
    expect(log.got.map(({ body }) => body['kind'])).toEqual(['filled', 'halted'])
    expect(pager.got.map(({ body }) => body['kind'])).toEqual(['halted'])
  })
})

describe('channels', () => {
  it('do not hold up each other: one that hangs, one that fails, one that works', async () => {
    const hanging = await service(() => {})
    const failing = await service((response) => void response.writeHead(500).end())
    const working = await service()
    const hook = (url: string) => ({ kind: 'webhook', url, headers: {} }) as const
    const context = watching({
      channels: {
        a: hook(hanging.address),
        b: hook(failing.address),
        c: hook(working.address),
        d: hook('http://127.0.0.1:1'),
      },
    })
    const part = createNotifier(context)
    part.onEvent?.(decided('halted', [breach]))
    await working.has(2)
    expect(working.got.map(({ body }) => body['kind'])).toEqual(['started', 'halted'])
    await hanging.has(1)
    const ending = new AbortController()
    const closed = part.close?.({ code: 0 }, ending.signal)
    await working.has(3)
    ending.abort()
    await closed
    expect(context.said.every((line) => line.startsWith('notify '))).toBe(true)
  })

  it('are told nothing that is secret, and no control characters', async () => {
    const { part, told } = await notifying()
    part.onEvent?.(decided('halted', [{ ...breach, message: 'key hunter2hunter2\r\nX: \u001b[31m y \u202e z' }]))
    const [, halted] = await told()
    const text = JSON.stringify(halted)
    expect(text).toMatch(/key \[masked\] X: y {1,2}z/)
    expect(text).not.toContain('hunter2hunter2')
  })
})

it('begins from a record that has nothing yet', () => {
  const context = watching({ overview: overviewOf() })
  expect(() => createNotifier(context)).not.toThrow()
})
