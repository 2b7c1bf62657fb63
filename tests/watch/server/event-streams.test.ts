import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openStream } from '../../support/event-stream.js'
import { ask } from '../../support/http.js'
import { settled } from '../../support/manual-timer.js'
import { served } from './served.js'

type Served = Awaited<ReturnType<typeof served>>

/** Something happens: the cycle `number` begins. */
function happens({ state, server }: Served, number: number): void {
  const cycle = { id: `c${number}`, number }
  state.live = { ...state.live, doing: 'running', cycle: cycle as never }
  server.onEvent?.({ atMs: 0, type: 'settled' })
}

/** The record tells something new. */
function recorded({ state, server }: Served, revision: string): void {
  state.overview = { ...state.overview, revision }
  server.onOverview?.(state.overview)
}

describe('the stream', () => {
  it('begins with both whole states, and tells each as it changes', async () => {
    const web = await served()
    const stream = await openStream(`${web.url}/api/stream`)
    expect(stream.answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    await stream.came(2)
    expect(stream.blocks[0]).toBe('retry: 2000')
    expect(stream.events.map(({ event }) => event)).toEqual(['overview', 'live'])
    expect(JSON.parse(stream.events[0]?.data ?? '')).toEqual(web.state.overview)
    await web.timer.advance(1000)
    happens(web, 7)
    recorded(web, 'r2')
    await web.timer.advance(0)
    await stream.came(4)
    expect(JSON.parse(stream.events[2]?.data ?? '')).toMatchObject({ cycle: { number: 7 } })
    expect(JSON.parse(stream.events[3]?.data ?? '')).toMatchObject({ revision: 'r2' })
  })

  it('tells the running cycle at most five times a second, and the record twice, however much happens', async () => {
    const web = await served()
    const stream = await openStream(`${web.url}/api/stream`)
    await stream.came(2)
    for (let step = 0; step < 100; step++) {
      happens(web, step)
      recorded(web, `r${step}`)
      await web.timer.advance(10)
    }
    await web.timer.advance(500)
    await stream.came(9)
    const count = (name: string) => stream.events.filter(({ event }) => event === name).length
    expect(count('live')).toBeLessThanOrEqual(7)
    expect(count('overview')).toBeLessThanOrEqual(4)
    const last = (name: string) => stream.events.findLast(({ event }) => event === name)?.data
    expect(last('live')).toContain('"number":99')
    expect(last('overview')).toContain('"r99"')
  })

  it('goes on where a lost connection left off: what is known is not told again, what is new is', async () => {
    const web = await served()
    const before = await openStream(`${web.url}/api/stream`)
    await before.came(2)
    const seen = { headers: { 'Last-Event-ID': before.events[1]?.id ?? '' } }
    before.answer.destroy()
    const unchanged = await openStream(`${web.url}/api/stream`, seen)
    await web.timer.advance(1000)
    happens(web, 8)
    await web.timer.advance(0)
    await unchanged.came(1)
    expect(unchanged.events.map(({ event, data }) => [event, data.includes('"number":8')])).toEqual([['live', true]])
    const late = await openStream(`${web.url}/api/stream`, seen)
    await late.came(1)
    expect(late.events).toEqual(unchanged.events)
    for (const id of ['other-99', '1', `${seen.headers['Last-Event-ID']}0x`, '-1']) {
      const anew = await openStream(`${web.url}/api/stream`, { headers: { 'Last-Event-ID': id } })
      await anew.came(2)
    }
  })

  it('makes each state once, and the same bytes go to all; for nobody it makes none', async () => {
    const web = await served()
    let made = 0
    const overview = { ...web.state.overview }
    Object.defineProperty(web.state, 'overview', {
      get: () => {
        made += 1
        return overview
      },
    })
    for (let turn = 0; turn < 10; turn++) {
      web.server.onOverview?.(overview)
      await web.timer.advance(1000)
    }
    expect(made).toBe(0)
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(`${web.url}/api/stream`)))
    await Promise.all(streams.map((stream) => stream.came(2)))
    web.server.onOverview?.(overview)
    await web.timer.advance(1000)
    await Promise.all(streams.map((stream) => stream.came(3)))
    expect(made).toBeLessThanOrEqual(3)
    expect(new Set(streams.map(({ events }) => events[2]?.data)).size).toBe(1)
  })

  it('says that it lives every 15 s, and the newest state with every word of the loop', async () => {
    const web = await served()
    const stream = await openStream(`${web.url}/api/stream`)
    await stream.came(2)
    web.calendar.set(web.calendar.now() + 5000)
    web.state.live = { ...web.state.live, nowMs: web.calendar.now() }
    await web.timer.advance(15_000)
    web.server.onBeat?.()
    await web.timer.advance(0)
    await stream.came(3)
    expect(stream.blocks).toContain(':')
    expect(stream.events[2]?.data).toContain(`"nowMs":${web.calendar.now()}`)
  })

  it('drops who takes nothing for half a minute, and serves the others all the while', async () => {
    const web = await served()
    web.state.overview = { ...web.state.overview, symbols: ['x'.repeat(1_000_000)] }
    const stuck = connect(web.port, '127.0.0.1')
    const over = new Promise((resolve) => stuck.on('error', () => stuck.destroy()).once('close', resolve))
    stuck.write(`GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:${web.port}\r\n\r\n`)
    stuck.pause()
    const reader = await openStream(`${web.url}/api/stream`)
    await reader.came(2)
    for (let turn = 1; turn <= 30; turn++) {
      recorded(web, `r${turn}`)
      await web.timer.advance(500)
      await reader.came(2 + turn)
    }
    expect(stuck.closed).toBe(false)
    await web.timer.advance(30_000)
    await web.timer.advance(15_000)
    stuck.resume()
    await over
    expect(reader.answer.destroyed).toBe(false)
  })

  it('gives who comes to itself again the newest state, and none of those it missed', async () => {
    const web = await served()
    web.state.overview = { ...web.state.overview, symbols: ['x'.repeat(4_000_000)] }
    const slow = await openStream(`${web.url}/api/stream`)
    slow.answer.pause()
    for (let turn = 1; turn <= 20; turn++) {
      recorded(web, `r${turn}`)
      await web.timer.advance(500)
    }
    slow.answer.resume()
    while (!slow.events.some(({ data }) => data.includes('"r20"'))) await settled()
    expect(slow.events.filter(({ event }) => event === 'overview').length).toBeLessThan(10)
  })

  it('opens two hundred, refuses more with words, and takes one again when another has gone', async () => {
    const { url } = await served()
    const streams = await Promise.all(Array.from({ length: 200 }, () => openStream(`${url}/api/stream`)))
    await Promise.all(streams.map((stream) => stream.came(2)))
    const refused = await ask(`${url}/api/stream`)
    expect(refused).toMatchObject({ status: 503, text: '{"error":"too many streams are open"}' })
    streams[0]?.answer.destroy()
    let { status } = refused
    while (status === 503) {
      const { answer } = await openStream(`${url}/api/stream`)
      status = answer.statusCode ?? 0
    }
    expect(status).toBe(200)
  })

  it('sends what waits and ends in order when the server closes, and frees the port at once', async () => {
    const web = await served()
    const stream = await openStream(`${web.url}/api/stream`)
    await stream.came(2)
    recorded(web, 'last words')
    const idle = connect(web.port, '127.0.0.1')
    idle.on('error', () => idle.destroy())
    await new Promise((resolve) => idle.once('connect', resolve))
    await web.close()
    await stream.over
    expect(stream.answer.complete).toBe(true)
    expect(stream.events.slice(2).map(({ event }) => event)).toEqual(['overview', 'live'])
    expect(stream.events[2]?.data).toContain('last words')
    const { url } = await served({ address: `127.0.0.1:${web.port}` })
    expect((await ask(`${url}/healthz`)).status).toBe(200)
  })
})
