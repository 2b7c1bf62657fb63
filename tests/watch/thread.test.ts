import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClocks } from '../../src/system-clocks.js'
import type { MessageFromThread, MessageToThread } from '../../src/watch/messages.js'
import type { WatchSetup } from '../../src/watch/setup.js'
import { beginWatching } from '../../src/watch/thread.js'
import type { WatchedEvent } from '../../src/watch/watched-event.js'
import { freshDir } from '../support/candles.js'
import { openStream } from '../support/event-stream.js'
import { ask } from '../support/http.js'
import { localServer } from '../support/local-server.js'
import { setupOf } from './setups.js'

/** The messages of a thread that watches, on real clocks; closed when the test is over. */
async function watching(setup: WatchSetup) {
  const messages: MessageFromThread[] = []
  const waiting = new Set<() => void>()
  const take = await beginWatching({
    setup,
    clocks: systemClocks,
    post(message) {
      messages.push(message)
      for (const look of waiting) look()
    },
  })
  const said = (type: MessageFromThread['type'], count = 1) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (messages.filter((message) => message.type === type).length < count) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  const close = async () => {
    take({ type: 'close', ending: { code: 0 } })
    await said('closed')
  }
  let isClosed = false
  const closeOnce = async () => {
    if (!isClosed) await close()
    isClosed = true
  }
  onTestFinished(closeOnce)
  const [first] = messages
  return { take, messages, said, close: closeOnce, url: first?.type === 'ready' ? (first.address ?? '') : '' }
}

const told = (...events: readonly WatchedEvent[]): MessageToThread => ({ type: 'events', json: JSON.stringify(events) })
const anyPort = { hosts: [], address: { host: '127.0.0.1', port: 0 } }
const cycle = { id: 'c000007', number: 7, tick: '2026-01-01T10:00:00.000Z', asOf: '2026-01-01T10:00:00.000Z' }

describe('the thread of a watch', () => {
  it('says when it is ready, has heard, and has closed', async () => {
    const { take, messages, close, url } = await watching(setupOf(await freshDir(), anyPort))
    take(told({ atMs: 1, type: 'cycle-started', cycle, skippedTicks: 0 }))
    take({ type: 'beat' })
    expect(JSON.parse((await ask(`${url}/api/live`)).text)).toMatchObject({ cycle: { id: 'c000007' } })
    const stream = await openStream(`${url}/api/stream`)
    await close()
    await stream.over
    expect(JSON.parse(stream.events.at(-1)?.data ?? ''), 'the last that pages see').toMatchObject({ doing: 'stopped' })
    expect(messages.map(({ type }) => type)).toEqual(['ready', 'heard', 'heard', 'closed'])
  })

  it('shows the kill switch within a second of its being thrown, masked', async () => {
    const dataDir = await freshDir()
    const { url } = await watching(setupOf(dataDir, anyPort, ['hunter2hunter2']))
    const stream = await openStream(`${url}/api/stream`)
    await stream.came(2)
    await mkdir(dataDir, { recursive: true })
    await writeFile(join(dataDir, 'HALT'), 'my password is hunter2hunter2')
    await stream.came(3)
    expect(JSON.parse(stream.events[2]?.data ?? '')).toMatchObject({ killSwitch: 'my password is [masked]' })
  })

  it('begins anew only what a change concerns: a channel does not hear of a halt again when an agent is disabled', async () => {
    const bodies: string[] = []
    const came = new EventTarget()
    const hook = await localServer((request, answer) => {
      let body = ''
      request.on('data', (part: Buffer) => {
        body += part.toString()
      })
      request.on('end', () => {
        bodies.push(body)
        answer.end()
        came.dispatchEvent(new Event('body'))
      })
    })
    const setup = setupOf(await freshDir(), anyPort)
    const { config, outline } = setup
    const channels = { hook: { kind: 'webhook', url: hook, headers: {} } } as const
    const notify = { ...config.notify, channels, maxPerHour: 60, rules: [{ severity: 'info' }] } as const
    const startedAt = new Date().toISOString()
    const notified = { ...setup, startedAt, config: { ...config, notify } }
    const first = once(came, 'body')
    const { take, close } = await watching(notified)
    take(told({ atMs: Date.now(), type: 'cycle-started', cycle, skippedTicks: 0 }))
    await first
    const second = once(came, 'body')
    await mkdir(setup.dataDir, { recursive: true })
    await writeFile(join(setup.dataDir, 'HALT'), 'looked odd')
    await second
    const disabled = { ...outline, agents: [] }
    take({ type: 'changed', config: notified.config, outline: disabled, secrets: [] })
    take(told({ atMs: Date.now(), type: 'cycle-started', cycle: { ...cycle, number: 8 }, skippedTicks: 0 }))
    await close()
    expect(bodies.map((body) => JSON.parse(body).kind)).toEqual(['started', 'halted', 'stopped'])
  })

  it('hears on while a change that cannot be served is taken back', async () => {
    const setup = setupOf(await freshDir(), anyPort)
    const { take, messages, said, url } = await watching(setup)
    const taken = Number(new URL(await localServer((_, answer) => answer.end())).port)
    const { config, outline } = setup
    const moved = { ...config, serve: { hosts: [], address: { host: '127.0.0.1', port: taken } } }
    take({ type: 'changed', config: moved, outline, secrets: [] })
    take(told({ atMs: 1, type: 'cycle-started', cycle, skippedTicks: 0 }))
    take({ type: 'beat' })
    await said('say')
    expect(messages.at(-1)).toMatchObject({ text: expect.stringContaining('it goes on with the configuration before') })
    expect(url).not.toBe('')
  })
})
