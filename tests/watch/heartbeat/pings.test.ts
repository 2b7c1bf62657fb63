import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createPings } from '../../../src/watch/heartbeat/pings.js'
import { localServer } from '../../support/local-server.js'
import { type ManualTimer, settled } from '../../support/manual-timer.js'
import { begun, context, ended } from './watched.js'

interface Told {
  readonly method: string
  readonly path: string
  readonly body: string
}

/** A watcher elsewhere, which answers as the test says; `heard` resolves when it was told so often. */
async function watcher(answer: (response: ServerResponse, told: Told) => void = (response) => response.end('OK')) {
  const told: Told[] = []
  const waiting = new Map<number, () => void>()
  const address = await localServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (more: string) => {
      body += more
    })
    request.on('end', () => {
      const ping = { method: request.method ?? '', path: request.url ?? '', body }
      told.push(ping)
      answer(response, ping)
      waiting.get(told.length)?.()
    })
  })
  const heard = (count: number) =>
    told.length >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(count, resolve))
  return { address, told, heard, paths: () => told.map(({ path }) => path.replace(/[?&]rid=.*/, '')) }
}

/** Waits until no ping is on its way. */
async function delivered(timer: ManualTimer): Promise<void> {
  do await settled()
  while (timer.pendingMs.length > 0)
}

/** Waits until the only alarm that is set takes so long, and lets it ring. */
async function rung(timer: ManualTimer, delayMs: number): Promise<void> {
  while (timer.pendingMs.join() !== String(delayMs)) await settled()
  await timer.advance(delayMs)
}

const unclosed = new AbortController().signal
const fine = { code: 0 }
const unknown = { code: 'no-price', message: 'no price of ETH/USDT, key s3cret', cause: 'unknown' } as const
const loss = { code: 'daily-loss', message: 'down 5.2%', cause: 'breach' } as const

describe('pings', () => {
  it('tell the start and the end of a cycle under one run id, with words on why', async () => {
    const { address, told, heard } = await watcher()
    const { context: given } = context()
    const pings = createPings(given, `${address}ping/abc?key=1`)
    pings.onEvent?.(begun(1))
    await heard(1)
    pings.onEvent?.(ended(1, 'halted', [loss]))
    await pings.close?.(fine, unclosed)
    const [start, end] = told
    expect(start?.path).toMatch(/^\/ping\/abc\/start\?key=1&rid=[0-9a-f-]{36}$/)
    expect(end?.path).toBe(start?.path.replace('/start', ''))
    expect(told.map(({ method, body }) => `${method} ${body}`)).toEqual([
      'POST c000001 begins',
      'POST c000001 halted, halted\ndaily-loss: down 5.2%',
    ])
  })

  it.each([
    ['success', ''],
    ['degraded', ''],
    ['halted', ''],
    ['failed-closed', '/fail'],
    ['error', '/fail'],
  ] as const)('tell %s as /p%s', async (status, suffix) => {
    const { address, paths } = await watcher()
    const pings = createPings(context().context, `${address}p`)
    pings.onEvent?.(ended(1, status))
    await pings.close?.(fine, unclosed)
    expect(paths()).toEqual([`/p${suffix}`])
  })

  it('hide secrets', async () => {
    const { address, told } = await watcher()
    const pings = createPings(context({ secrets: ['s3cret'] }).context, `${address}p`)
    pings.onEvent?.(ended(1, 'failed-closed', [unknown]))
    await pings.close?.(fine, unclosed)
    expect(told[0]?.body).toBe('c000001 failed-closed, halted\nno-price: no price of ETH/USDT, key [masked]')
  })

  it('tell of fast cycles one in thirty seconds, as a watcher takes five pings a minute', async () => {
    const { address, paths } = await watcher()
    const { context: given, timer } = context()
    const pings = createPings(given, `${address}p`)
    for (let number = 1; number <= 600; number++) {
      pings.onEvent?.(begun(number))
      pings.onEvent?.(ended(number))
      pings.onBeat?.()
      await delivered(timer)
      await timer.advance(100)
    }
    expect(paths()).toEqual(['/p/start', '/p', '/p/start', '/p'])
  })

  it('tell a change at once, however fast cycles are, and a recovery too', async () => {
    const { address, paths } = await watcher()
    const { context: given, timer } = context()
    const pings = createPings(given, `${address}p`)
    for (const status of ['success', 'success', 'failed-closed', 'error', 'success', 'halted'] as const) {
      pings.onEvent?.(ended(1, status))
      await delivered(timer)
    }
    expect(paths()).toEqual(['/p', '/p/fail', '/p'])
  })

  it('tell a loop that changes all the time four times a minute, and then what is true', async () => {
    const { address, paths } = await watcher()
    const { context: given, timer } = context()
    const pings = createPings(given, `${address}p`)
    for (let number = 1; number <= 40; number++) {
      pings.onEvent?.(ended(number, number % 2 === 0 ? 'error' : 'success'))
      await delivered(timer)
    }
    expect(paths()).toEqual(['/p', '/p/fail', '/p', '/p/fail', '/p'])
    await timer.advance(59_000)
    pings.onBeat?.()
    expect(timer.pendingMs).toEqual([])
    await timer.advance(1000)
    pings.onBeat?.()
    await delivered(timer)
    expect(paths().slice(5)).toEqual(['/p/fail'])
  })

  it('tell a failure before the recovery that came while it waited', async () => {
    const answers: ServerResponse[] = []
    const { address, paths, heard } = await watcher((response) => {
      if (answers.push(response) > 1) response.end('OK')
    })
    const { context: given } = context()
    const pings = createPings(given, `${address}p`)
    pings.onEvent?.(begun(1))
    await heard(1)
    pings.onEvent?.(ended(1, 'error'))
    pings.onEvent?.(ended(2, 'success'))
    answers[0]?.end('OK')
    await pings.close?.(fine, unclosed)
    expect(paths()).toEqual(['/p/start', '/p/fail', '/p'])
  })

  it('tell an end with an internal error as a failure, and a stop by a person not at all', async () => {
    const { address, paths } = await watcher()
    const stopped = createPings(context().context, `${address}stopped`)
    await stopped.close?.({ code: 143 }, unclosed)
    const broken = createPings(context().context, `${address}broken`)
    await broken.close?.({ code: 1 }, unclosed)
    expect(paths()).toEqual(['/broken/fail'])
  })

  it('do not leave the start of an aborted cycle without its end', async () => {
    const { address, paths } = await watcher()
    const pings = createPings(context().context, `${address}p`)
    pings.onEvent?.(begun(1))
    pings.onEvent?.(ended(1, 'aborted'))
    await pings.close?.({ code: 143 }, unclosed)
    expect(paths().at(-1)).toBe('/p')
  })
})

describe('a watcher that does not take pings', () => {
  it('is tried three times a ping, and said once an outage', async () => {
    let status = 500
    const { address, paths } = await watcher((response) => response.writeHead(status).end())
    const { context: given, timer, said } = context()
    const pings = createPings(given, `${address}p`)
    for (const number of [1, 2]) {
      pings.onEvent?.(ended(number))
      await rung(timer, 1000)
      await rung(timer, 4000)
      await delivered(timer)
      await timer.advance(60_000)
    }
    expect(paths()).toEqual(Array(6).fill('/p'))
    const line = `heartbeat: the ping (success) did not arrive: ${new URL(address).host} answered 500`
    expect(said).toEqual([line])
    status = 200
    pings.onEvent?.(ended(3))
    await delivered(timer)
    status = 400
    await timer.advance(60_000)
    pings.onEvent?.(ended(4))
    await delivered(timer)
    expect(said).toEqual([line, line.replace('500', '400')])
  })

  it('is told of the last outcome a minute later', async () => {
    let status = 404
    const { address, paths } = await watcher((response) => response.writeHead(status).end())
    const { context: given, timer } = context()
    const pings = createPings(given, `${address}p`)
    pings.onEvent?.(ended(1, 'error'))
    await delivered(timer)
    status = 200
    for (let beat = 0; beat < 30; beat++) {
      await timer.advance(5000)
      pings.onBeat?.()
      await delivered(timer)
    }
    expect(paths()).toEqual(['/p/fail', '/p/fail'])
  })

  it('is said once to be gone, and not again for each kind of ping', async () => {
    const { context: given, timer, said } = context()
    const pings = createPings(given, 'http://127.0.0.1:1/p')
    pings.onEvent?.(begun(1))
    await rung(timer, 1000)
    await rung(timer, 4000)
    await delivered(timer)
    pings.onEvent?.(ended(1))
    await rung(timer, 1000)
    await rung(timer, 4000)
    await delivered(timer)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('127.0.0.1:1 cannot be reached')
  })

  it('is not followed elsewhere, and not asked again when it says no', async () => {
    const { address, told } = await watcher((response) => response.writeHead(302, { location: '/other' }).end())
    const { context: given, said } = context()
    const pings = createPings(given, `${address}secret-path`)
    pings.onEvent?.(ended(1))
    await pings.close?.(fine, unclosed)
    expect(told).toHaveLength(1)
    expect(said.join()).toContain('answered 302')
    expect(said.join()).not.toContain('secret-path')
  })

  it('is said to know no such check, though it answers 200', async () => {
    const { address } = await watcher((response) => response.end('OK (not found)'))
    const { context: given, said } = context()
    const pings = createPings(given, `${address}p`)
    pings.onEvent?.(ended(1))
    await pings.close?.(fine, unclosed)
    expect(said.join()).toContain('answered: not found')
  })

  it('is not read to its end when that never comes', async () => {
    const { address, told } = await watcher((response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    })
    const { context: given, said } = context()
    const pings = createPings(given, `${address}p`)
    pings.onEvent?.(ended(1))
    await pings.close?.(fine, unclosed)
    expect(told).toHaveLength(1)
    expect(said).toEqual([])
  })

  it('that answers nothing is given up after ten seconds, or when the run has no more time', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const at = silent.address()
    const port = typeof at === 'object' && at !== null ? at.port : 0
    const { context: given, timer, said } = context()
    const pings = createPings(given, `http://127.0.0.1:${port}/p`)
    pings.onEvent?.(ended(1))
    await once(silent, 'connection')
    expect(timer.pendingMs).toEqual([10_000])
    const closing = new AbortController()
    const closed = pings.close?.({ code: 1 }, closing.signal)
    closing.abort()
    await closed
    expect(timer.pendingMs).toEqual([])
    expect(said).toEqual([])
  })

  it('is an error with words when it is no address', () => {
    expect(() => createPings(context().context, 'http://[')).toThrow('heartbeat.url: expected an address')
  })
})
