import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ask } from '../../support/http.js'
import { TOKEN } from '../setups.js'
import { served } from './served.js'

describe('the page', () => {
  it('is one document that loads one script and one style, with nothing inline for the policy to refuse', async () => {
    const { url } = await served()
    const { status, headers, text } = await ask(`${url}/`)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; ` +
        `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    expect(text).toContain('<script src="/page.js" defer></script>')
    expect(text).toContain('<link rel="stylesheet" href="/page.css">')
    expect(text).toContain('<noscript>')
    expect(text).not.toMatch(/<style|style=|<script>|\son\w+=/)
  })

  it('sends a file once: whoever names its tag is told that it is the same', async () => {
    const { url } = await served()
    const first = await ask(`${url}/page.js`, { headers: { 'Accept-Encoding': 'gzip, br' } })
    expect(first.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
    const plain = await ask(`${url}/page.js`)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(gunzipSync(first.bytes).equals(plain.bytes)).toBe(true)
    expect(plain.headers.etag).not.toBe(first.headers.etag)
    const again = await ask(`${url}/page.js`, {
      headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': `"other", ${String(first.headers.etag)}` },
    })
    expect(again).toMatchObject({ status: 304, text: '' })
    expect((await ask(`${url}/page.js`, { headers: { 'Accept-Encoding': 'gzip;q=0' } })).bytes).toEqual(plain.bytes)
  })
})

describe('the API', () => {
  it('tells the states as JSON that nobody keeps, with secrets and the token masked', async () => {
    const { url, state } = await served({ secrets: ['hunter2hunter2'] })
    state.overview = { ...state.overview, killSwitch: `hunter2hunter2 ${TOKEN}` }
    const { status, headers, text } = await ask(`${url}/api/overview`)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(JSON.parse(text)).toEqual({ ...state.overview, killSwitch: '[masked] [masked]' })
    expect(JSON.parse((await ask(`${url}/api/live`)).text)).toEqual(state.live)
    expect(await ask(`${url}/api/live`, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  })

  it.each([
    ['GET', '/api/nothing', 404],
    ['GET', '/nothing', 404],
    ['GET', '/api/halt', 405],
    ['POST', '/api/overview', 405],
    ['DELETE', '/', 405],
    ['PUT', '/api/stream', 405],
    ['HEAD', '/api/stream', 405],
    ['TRACE', '/api/live', 405],
    ['OPTIONS', '/api/live', 405],
    ['GET', '/api/cycles/..%2f..%2fetc', 404],
    ['GET', '/api/cycles/c1', 404],
    ['GET', '/api/cycles?limit=0', 400],
    ['GET', '/api/cycles?limit=201', 400],
    ['GET', '/api/cycles?before=-1', 400],
    ['GET', '/api/cycles?since=1', 400],
    ['GET', '/api/series?points=1e9', 400],
    ['GET', '/api/series?from=yesterday', 400],
  ] as const)('refuses %s %s with %i and words', async (method, path, expected) => {
    const { url, said } = await served()
    const { status, headers, text } = await ask(url + path, { method })
    const allowed = { 404: undefined, 400: undefined, 405: expect.stringMatching(/^(GET, HEAD|GET|POST)$/) }
    expect({ status, said, allow: headers.allow }).toEqual({ status: expected, said: [], allow: allowed[expected] })
    expect(text).toMatch(method === 'HEAD' ? /^$/ : path.startsWith('/api/') ? /^\{"error":"[^"]+"/ : /^[\w ]+\n$/)
  })

  it('says nothing of the inside when something breaks, but to the people at the terminal', async () => {
    const { url, state, said } = await served()
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    state.overview = { ...state.overview, agents: circle as never }
    const { status, text } = await ask(`${url}/api/overview`)
    expect(status).toBe(500)
    expect(text).not.toMatch(/circular|\/src\/|at /i)
    expect(said).toEqual([expect.stringContaining('page: GET /api/overview: Converting circular structure')])
  })
})

describe('probes', () => {
  it('calls it alive while the loop says so, and not half a minute after its last word', async () => {
    const { url, server, timer } = await served()
    expect(await ask(`${url}/healthz`)).toMatchObject({ status: 200, text: 'alive\n' })
    await timer.advance(29_000)
    server.onBeat?.()
    await timer.advance(29_000)
    expect(await ask(`${url}/healthz`)).toMatchObject({ status: 200 })
    await timer.advance(1000)
    expect(await ask(`${url}/healthz`)).toMatchObject({ status: 503 })
    server.onBeat?.()
    expect(await ask(`${url}/healthz`)).toMatchObject({ status: 200 })
  })

  it('calls it ready when a loop runs, has had a cycle, is on time and has a readable record, and says why not', async () => {
    const { url, state } = await served()
    const ready = () => ask(`${url}/readyz`)
    expect(await ready()).toMatchObject({ status: 503, text: 'no loop runs\n' })
    state.overview = { ...state.overview, loop: { pid: 1, startedAt: null } }
    expect(await ready()).toMatchObject({ status: 503, text: 'no cycle has begun yet\n' })
    state.overview = { ...state.overview, lastSealed: { id: 'c000001' } as never }
    expect(await ready()).toMatchObject({ status: 200, text: 'ready\n' })
    const alert = { kind: 'record-unreadable', message: 'what is shown is old', raisedAt: '', cycleId: '' } as const
    state.overview = { ...state.overview, alerts: [alert] }
    expect(await ready()).toMatchObject({ status: 503, text: 'what is shown is old\n' })
    state.overview = { ...state.overview, overdue: 'c000002 was due 10 min ago' }
    expect(await ready()).toMatchObject({ status: 503, text: 'c000002 was due 10 min ago\n' })
  })

  it('tells the figures of the metrics that are in force', async () => {
    const { url, figures } = await served()
    const first = await ask(`${url}/metrics`)
    expect(first).toMatchObject({ status: 200, text: 'riskfirst_up 1\n' })
    expect(first.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    figures.up = 2
    expect((await ask(`${url}/metrics`)).text).toBe('riskfirst_up 2\n')
  })
})
