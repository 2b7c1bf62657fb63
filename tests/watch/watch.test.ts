import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createMask } from '../../src/config/mask.js'
import { openThread, type Thread } from '../../src/watch/thread-handle.js'
import { startWatch, WatchError, type WatchOptions } from '../../src/watch/watch.js'
import { freshDir } from '../support/candles.js'
import { openStream } from '../support/event-stream.js'
import { ask } from '../support/http.js'
import { localServer } from '../support/local-server.js'
import { ManualCalendar } from '../support/manual-calendar.js'
import { ManualTimer, settled } from '../support/manual-timer.js'
import { setupOf, TOKEN } from './setups.js'

type Serve = Parameters<typeof setupOf>[1]

/** A port of this machine that nobody listens on. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

const script = (text: string) =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${text}`)}`)

/** A watch in a real thread, on a timer that the test moves; `files` are what the threads run, the last one for ever. */
async function watched(
  serve: Serve,
  {
    files = [],
    mask = (text) => text.replaceAll('hunter2hunter2', '[masked]'),
  }: { readonly files?: readonly (URL | undefined)[]; readonly mask?: WatchOptions['mask'] } = {},
) {
  const timer = new ManualTimer()
  const said: string[] = []
  const threads: Thread[] = []
  const open: WatchOptions['open'] = (setup, hear) => {
    const file = files[Math.min(threads.length, files.length - 1)]
    const thread = openThread(setup, hear, ...(file === undefined ? [] : [file]))
    threads.push(thread)
    return thread
  }
  onTestFinished(async () => {
    await Promise.all(threads.map((thread) => thread.end()))
  })
  const setup = setupOf(await freshDir(), serve)
  const starting = startWatch({
    setup,
    clocks: { timer, calendar: new ManualCalendar(Date.parse('2026-01-01T10:00:00Z')) },
    mask,
    say: (text) => void said.push(text),
    enable: async () => ({ ok: true, words: [] }),
    open,
  })
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) await settled()
  }
  return { starting, setup, timer, said, threads, until }
}

const cycle = { id: 'c000007', number: 7, tick: '2026-01-01T10:00:00.000Z', asOf: '2026-01-01T10:00:00.000Z' }
const loopback = (port: number): Serve => ({ hosts: [], address: { host: '127.0.0.1', port } })

describe('a watch', () => {
  it('serves what happens in the loop from a thread of its own, and is gone when it is closed', async () => {
    const { starting, timer, said } = await watched(loopback(0))
    const watch = await starting
    const url = watch.address ?? ''
    expect(await ask(`${url}/healthz`)).toMatchObject({ status: 200 })
    const stream = await openStream(`${url}/api/stream`)
    await stream.came(2)
    watch.observe({ type: 'cycle-started', cycle, skippedTicks: 0 })
    await timer.advance(100)
    await stream.came(3)
    expect(JSON.parse(stream.events[2]?.data ?? '')).toMatchObject({ doing: 'running', cycle: { id: 'c000007' } })
    await watch.close({ code: 0 })
    await stream.over
    await expect(ask(`${url}/healthz`)).rejects.toThrow('ECONNREFUSED')
    expect(said).toEqual([])
    expect(timer.pendingMs).toEqual([])
  })

  it('refuses in words when the address is taken, and leaves nothing behind', async () => {
    const port = Number(new URL(await localServer((_, answer) => answer.end())).port)
    const { starting, timer, said, threads } = await watched(loopback(port))
    await expect(starting).rejects.toThrow(
      new WatchError(`serve.address: expected an address that is free, 127.0.0.1:${port} is in use`),
    )
    await threads[0]?.ended
    await settled()
    expect({ said, pending: timer.pendingMs, threads: threads.length }).toEqual({ said: [], pending: [], threads: 1 })
  })

  it('refuses when its thread never begins', async () => {
    const { starting, timer, threads } = await watched(loopback(0), { files: [script('setInterval(() => {}, 1e6)')] })
    void timer.advance(30_000)
    await expect(starting).rejects.toThrow(new WatchError('its thread does not begin'))
    await threads[0]?.ended
  })

  it('says so when its thread dies, and serves again on the same port, to pages that come back by themselves', async () => {
    const port = await freePort()
    const { starting, timer, said, threads, until } = await watched(loopback(port))
    const watch = await starting
    const stream = await openStream(`${watch.address}/api/stream`)
    await stream.came(2)
    await threads[0]?.end()
    await stream.over
    await until(() => said.length === 1)
    expect(said).toEqual(['watch: its thread ended; it begins anew in 1 s, and trading goes on'])
    watch.observe({ type: 'cycle-started', cycle, skippedTicks: 0 })
    await timer.advance(1000)
    await threads[1]?.begun
    expect(watch.address).toBe(`http://127.0.0.1:${port}`)
    const again = await openStream(`${watch.address}/api/stream`, { headers: { 'Last-Event-ID': 'old-2' } })
    await again.came(2)
    await watch.close({ code: 0 })
  })

  it('ends a thread that takes in nothing for half a minute, and begins another', async () => {
    const deaf = script(`parentPort.postMessage({ type: 'ready' }); parentPort.on('message', () => { for (;;); })`)
    const { starting, timer, said, threads, until } = await watched(loopback(await freePort()), {
      files: [deaf, undefined],
    })
    const watch = await starting
    await timer.advance(25_000)
    expect(said).toEqual([])
    await timer.advance(10_000)
    await until(() => said.length === 1)
    expect(said[0]).toMatch(/^watch: its thread ended; it begins anew/)
    await timer.advance(1000)
    await threads[1]?.begun
    await until(() => watch.address !== undefined)
    expect((await ask(`${watch.address}/healthz`)).status).toBe(200)
    for (let beat = 0; beat < 20; beat++) {
      await timer.advance(5000)
      expect((await ask(`${watch.address}/healthz`)).status, 'its beats come and are heard').toBe(200)
    }
    expect(threads).toHaveLength(2)
    await watch.close({ code: 0 })
  })

  it('tries ever more rarely when thread after thread dies', async () => {
    const dying = script(
      `parentPort.postMessage({ type: 'ready' }); setImmediate(() => { throw new Error('no luck') })`,
    )
    const { starting, timer, said, until } = await watched(loopback(0), { files: [dying] })
    const watch = await starting
    for (const [index, seconds] of [1, 5, 15, 60, 60].entries()) {
      await until(() => said.length === index + 1)
      expect(said[index]).toBe(`watch: its thread failed: no luck; it begins anew in ${seconds} s, and trading goes on`)
      await timer.advance(seconds * 1000)
    }
    await watch.close({ code: 0 })
  })

  it('tells what its packages print as lines for people, as stdout is for data', async () => {
    const printing =
      script(`console.log('a word\\nof \\u009b31ma package\\u202E'); parentPort.postMessage({ type: 'ready' })
      parentPort.on('message', ({ type }) => type === 'close' && parentPort.postMessage({ type: 'closed' }))`)
    const stdout = vi.spyOn(process.stdout, 'write')
    onTestFinished(() => stdout.mockRestore())
    const { starting, said, until } = await watched(loopback(0), { files: [printing] })
    const watch = await starting
    await until(() => said.length === 1)
    expect(said).toEqual(['watch: a word of a package'])
    await watch.close({ code: 0 })
    expect(stdout.mock.calls.flat().filter((text) => String(text).includes('a word of a package'))).toEqual([])
  })

  it('tells its thread no secret', async () => {
    const telling = script(`parentPort.postMessage({ type: 'ready' })
      parentPort.on('message', ({ type, json }) => type === 'events' && parentPort.postMessage({ type: 'say', text: json }))`)
    const { starting, timer, said, until } = await watched(loopback(0), { files: [telling] })
    const watch = await starting
    watch.observe({ type: 'cycle-started', cycle: { ...cycle, id: 'hunter2hunter2' }, skippedTicks: 0 })
    await timer.advance(100)
    await until(() => said.length === 1)
    expect(said[0]).toContain('"id":"[masked]"')
    expect(said[0]).not.toContain('hunter2')
    const closing = watch.close({ code: 0 })
    await timer.advance(10_000)
    await closing
  })

  it('tells its thread no more of a text than people read, and no half of a secret', async () => {
    const telling = script(`parentPort.postMessage({ type: 'ready' })
      parentPort.on('message', ({ type, json }) => type === 'events' && parentPort.postMessage({ type: 'say', text: json.length + ' characters, ' + json.includes('hun') }))`)
    const { starting, timer, said, until } = await watched(loopback(0), { files: [telling] })
    const watch = await starting
    const failure = { code: 'threw', message: `${'x'.repeat(3995)}hunter2hunter2${'x'.repeat(900_000)}` } as const
    watch.observe({ type: 'attempt-failed', agent: 'verbose', attempt: 1, failure })
    await timer.advance(100)
    await until(() => said.length === 1)
    expect(said[0]).toMatch(/^4\d\d\d characters, false$/)
    const closing = watch.close({ code: 0 })
    await timer.advance(10_000)
    await closing
  })

  it('is told what happens whatever a secret reads like: a number, or the name of a field', async () => {
    const { starting, timer, said } = await watched(loopback(0), { mask: createMask(['17', 'skippedTicks', 'cycle']) })
    const watch = await starting
    const stream = await openStream(`${watch.address}/api/stream`)
    await stream.came(2)
    watch.observe({ type: 'cycle-started', cycle, skippedTicks: 17 })
    await timer.advance(100)
    await stream.came(3)
    expect(JSON.parse(stream.events[2]?.data ?? '')).toMatchObject({ doing: 'running', cycle: { skippedTicks: 17 } })
    expect(said).toEqual([])
    await watch.close({ code: 0 })
  })

  it('is closed within ten seconds, whatever its thread does', async () => {
    const deaf = script(`parentPort.postMessage({ type: 'ready' }); for (;;);`)
    const { starting, timer, threads } = await watched(loopback(0), { files: [deaf] })
    const watch = await starting
    const closing = watch.close({ code: 0 })
    await timer.advance(10_000)
    await closing
    expect(await threads[0]?.ended).toBe('its thread ended')
  })
})

describe('a changed configuration', () => {
  const change = async (serve: Serve, before: Serve = loopback(0)) => {
    const started = await watched(before)
    const watch = await started.starting
    const { config, outline } = started.setup
    const use = (to: Serve, more: { readonly symbols?: readonly string[] } = {}) =>
      watch.use({ config: { ...config, serve: to }, outline: { ...outline, ...more }, secrets: [] })
    use(serve)
    return { ...started, watch, use, url: watch.address ?? '' }
  }
  const control = async (url: string, token: string) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const { status } = await ask(`${url}/api/halt`, { method: 'POST', headers, body: 'no JSON, so nothing is done' })
    return status
  }
  const answered = async (isTrue: () => Promise<boolean>) => {
    for (;;) {
      const now = await isTrue().catch(() => false)
      if (now) return
      await settled()
    }
  }

  it('of names and token serves anew on the same port', async () => {
    const port = await freePort()
    const serve = { ...loopback(port), hosts: ['trading.example'], token: 'another-token-of-the-tests' }
    const { watch, url, use, said, until } = await change(serve, loopback(port))
    const host = { headers: { Host: 'trading.example' } }
    await answered(async () => (await ask(`${url}/healthz`, host)).status === 200)
    expect(await control(url, TOKEN)).toBe(401)
    expect(await control(url, serve.token)).toBe(400)
    use(loopback(port))
    await until(() => said.length === 1)
    expect(said).toEqual([`page: ${url}/#token=${TOKEN}`])
    await answered(async () => (await ask(`${url}/healthz`, host)).status === 421)
    expect(await control(url, TOKEN)).toBe(400)
    await watch.close({ code: 0 })
  })

  it('of anything else leaves the pages connected', async () => {
    const serve = loopback(await freePort())
    const { watch, url, use } = await change(serve, serve)
    const stream = await openStream(`${url}/api/stream`)
    await stream.came(2)
    use(serve, { symbols: ['DOGE/USDT'] })
    while (!stream.events.some(({ data }) => data.includes('DOGE'))) await settled()
    expect(stream.answer.destroyed).toBe(false)
    await watch.close({ code: 0 })
    await stream.over
  })

  it('that cannot be served goes on as before, and says so', async () => {
    const taken = Number(new URL(await localServer((_, answer) => answer.end())).port)
    const { watch, url, said, until } = await change(loopback(taken), loopback(await freePort()))
    await until(() => said.length === 1)
    expect(said).toEqual([
      `watch: serve.address: expected an address that is free, 127.0.0.1:${taken} is in use; ` +
        'it goes on with the configuration before',
    ])
    await answered(async () => (await ask(`${url}/healthz`)).status === 200)
    await watch.close({ code: 0 })
  })
})
