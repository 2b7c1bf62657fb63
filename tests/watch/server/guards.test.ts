import { describe, expect, it } from 'vitest'
import { type Asked, ask, exchange } from '../../support/http.js'
import { TOKEN } from '../setups.js'
import { served } from './served.js'

const bearer = (token = TOKEN) => ({ Authorization: `Bearer ${token}` })
const post = (body: unknown, headers: Asked['headers'] = bearer()): Asked => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('the name it is called by', () => {
  it('serves its own names, and those of the configuration', async () => {
    const { url, port } = await served({ hosts: ['trading.example'] })
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      `[::1]:${port}`,
      '127.0.0.1',
      'trading.example',
      'trading.example:8443',
    ])
      expect([host, (await ask(`${url}/healthz`, { headers: { Host: host } })).status]).toEqual([host, 200])
  })

  it('refuses every other one, as a page elsewhere could point its own name here', async () => {
    const { url, port, said } = await served()
    for (const host of [
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `localhost.evil.example`,
      `localhost.:${port}`,
      '127.0.0.1:1',
      '10.0.0.1',
      `user@127.0.0.1:${port}`,
      `evil.example/@127.0.0.1:${port}`,
    ])
      for (const path of ['/', '/api/overview', '/healthz', '/metrics']) {
        const { status } = await ask(url + path, { headers: { Host: host } })
        expect(`${host} ${path} ${status}`).toMatch(/ (400|421)$/)
      }
    for (const lines of ['Host:', `Host: evil.example\r\nHost: 127.0.0.1:${port}`, 'Accept: */*'])
      expect(await exchange(url, `GET /api/overview HTTP/1.1\r\n${lines}\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 4(00|21) /,
      )
    expect(said).toEqual([])
  })

  it('serves addresses, which cannot be pointed elsewhere, by any port where it listens to all', async () => {
    const { url } = await served({ address: '0.0.0.0:0' })
    const asked = async (host: string) => (await ask(`${url}/healthz`, { headers: { Host: host } })).status
    expect(await asked('10.1.2.3:8080')).toBe(200)
    expect(await asked('localhost:8080')).toBe(200)
    expect(await asked('evil.example')).toBe(421)
  })
})

describe('the page that asks', () => {
  it('is its own: others are refused, whatever the method and whatever they know', async () => {
    const { url, port, done } = await served()
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: `http://127.0.0.1:${port + 1}` },
      { Origin: `http://localhost:${port}` },
      { Origin: `http://127.0.0.1:${port}/` },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' },
    ]) {
      for (const path of ['/', '/api/overview', '/api/stream', '/metrics'])
        expect([headers, path, (await ask(url + path, { headers })).status]).toEqual([headers, path, 403])
      const asked = await ask(`${url}/api/halt`, post({ reason: 'x' }, { ...bearer(), ...headers }))
      expect(asked.status).toBe(403)
    }
    expect(done).toEqual([])
  })

  it('may be reached by a link from elsewhere, and may then ask for all', async () => {
    const { url, port } = await served()
    const link = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
    expect(await ask(`${url}/`, { headers: link })).toMatchObject({ status: 200 })
    expect(await ask(`${url}/api/overview`, { headers: link })).toMatchObject({ status: 403 })
    expect(await ask(`${url}/`, { headers: { ...link, 'Sec-Fetch-Dest': 'iframe' } })).toMatchObject({ status: 403 })
    const own = { 'Sec-Fetch-Site': 'same-origin', Origin: `http://127.0.0.1:${port}` }
    expect(await ask(`${url}/api/overview`, { headers: own })).toMatchObject({ status: 200 })
  })
})

describe('controls', () => {
  it('do what they are asked to with the token, and say who asked by the connection alone', async () => {
    const { url, done } = await served({ outcome: { ok: false, words: ['nothing is held'] } })
    const answers = [
      await ask(`${url}/api/halt`, post({ reason: 'smoke', flatten: true })),
      await ask(`${url}/api/halt`, post({})),
      await ask(`${url}/api/resume`, post({ reason: 'clear' }, { ...bearer(), 'X-Forwarded-For': '8.8.8.8' })),
      await ask(`${url}/api/close`, post({ symbol: 'BTC/USDT' })),
      await ask(`${url}/api/agents/strategy`, post({ enabled: false })),
    ]
    for (const { status, text } of answers) {
      expect(status).toBe(200)
      expect(JSON.parse(text)).toEqual({ ok: false, words: ['nothing is held'] })
    }
    const who = 'page (127.0.0.1)'
    expect(done).toEqual([
      ['halt', who, { reason: 'smoke', flatten: true }],
      ['halt', who, { reason: '', flatten: false }],
      ['resume', who, { reason: 'clear' }],
      ['close', who, { symbol: 'BTC/USDT', reason: '' }],
      ['enable', who, { name: 'strategy', enabled: false }],
    ])
  })

  it('refuse without the token, with a wrong one, and with what is no order', async () => {
    const { url, done } = await served()
    const refused = async (path: string, asked: Asked) => {
      const { status, text } = await ask(url + path, asked)
      expect(JSON.parse(text)).toEqual({ ok: false, error: expect.any(String), words: [expect.any(String)] })
      return status
    }
    expect(await refused('/api/halt', post({ reason: 'x' }, {}))).toBe(401)
    expect(await refused('/api/halt', post({ reason: 'x' }, { Authorization: `Basic ${TOKEN}` }))).toBe(401)
    expect(await refused('/api/halt', post({ reason: 'x' }, bearer(`${TOKEN}x`)))).toBe(401)
    expect(await refused('/api/halt', post({ reason: 'x' }, { Cookie: `riskfirst=${TOKEN}` }))).toBe(401)
    expect(await refused(`/api/halt?token=${TOKEN}`, post({ reason: 'x' }, {}))).toBe(401)
    expect(await refused('/api/halt', post({ reason: 'x', who: 'root' }))).toBe(400)
    expect(await refused('/api/halt', post({ reason: 7 }))).toBe(400)
    expect(await refused('/api/halt', post('{"reason": "x"'))).toBe(400)
    expect(await refused('/api/halt', post('null'))).toBe(400)
    expect(await refused('/api/resume', post({}))).toBe(400)
    expect(await refused('/api/agents/strategy', post({ enabled: 'no' }))).toBe(400)
    expect(await refused('/api/agents/nobody', post({ enabled: false }))).toBe(404)
    expect(await refused('/api/agents/a%0d%0aSet-Cookie:%20x', post({ enabled: false }))).toBe(404)
    expect(await refused('/api/halt', post({ reason: 'x' }, { ...bearer(), 'Content-Type': 'text/plain' }))).toBe(415)
    expect(await refused('/api/halt', post({ reason: 'x'.repeat(20_000) }))).toBe(413)
    expect(done).toEqual([])
  })

  it('say nothing to the terminal when the sender of a body goes in the middle of it', async () => {
    const { url, done, said } = await served()
    const head = `POST /api/halt HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Type: application/json\r\n`
    const sent = `${head}Authorization: Bearer ${TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\nzz\r\n`
    await exchange(url, sent)
    expect((await ask(`${url}/healthz`)).status).toBe(200)
    expect({ done, said }).toEqual({ done: [], said: [] })
  })

  it('look at ten wrong tokens a minute, and at none beyond, not even the right one', async () => {
    const { url, timer, done } = await served()
    const halt = async (token: string, from = '127.0.0.1') =>
      (await ask(`${url}/api/halt`, { ...post({ reason: 'x' }, bearer(token)), from })).status
    for (let wrong = 0; wrong < 10; wrong++) expect(await halt(`wrong-${wrong}`)).toBe(401)
    expect(await halt('wrong')).toBe(429)
    expect(await halt(TOKEN)).toBe(429)
    expect(await halt(TOKEN, '127.0.0.2')).toBe(429)
    expect(done).toEqual([])
    await timer.advance(59_999)
    expect(await halt(TOKEN)).toBe(429)
    await timer.advance(1)
    expect(await halt(TOKEN)).toBe(200)
    for (let wrong = 0; wrong < 10; wrong++) expect(await halt('wrong', '127.0.0.3')).toBe(401)
    expect(await halt(TOKEN, '127.0.0.3')).toBe(429)
    expect(await halt(TOKEN), 'whoever had the right one before is not locked out by others').toBe(200)
  })
})

describe('reading', () => {
  it('needs no token on this machine', async () => {
    const { url } = await served()
    for (const path of ['/api/overview', '/api/live', '/metrics']) expect((await ask(url + path)).status).toBe(200)
  })

  it('needs it where other machines can ask, but for the page and whether it lives', async () => {
    const { url, port } = await served({ address: '0.0.0.0:0' })
    for (const path of ['/', '/page.js', '/page.css', '/healthz'])
      expect([path, (await ask(url + path)).status]).toEqual([path, 200])
    for (const path of ['/api/overview', '/api/live', '/api/stream', '/api/cycles', '/api/series', '/metrics']) {
      const refused = await ask(url + path)
      expect([path, refused.status]).toEqual([path, 401])
      expect(refused.headers['www-authenticate']).toBe('Bearer')
    }
    expect((await ask(`${url}/metrics`, { headers: bearer() })).status).toBe(200)

    const begun = await ask(`${url}/api/session`, post({}))
    const [cookie = ''] = begun.headers['set-cookie'] ?? []
    expect(cookie).toMatch(new RegExp(`^riskfirst-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`))
    expect(cookie).not.toContain(TOKEN)
    const withCookie = { Cookie: cookie.slice(0, cookie.indexOf(';')) }
    expect((await ask(`${url}/api/overview`, { headers: withCookie })).status).toBe(200)
    expect((await ask(`${url}/api/overview`, { headers: { Cookie: `riskfirst-${port}=x` } })).status).toBe(401)
    expect((await ask(`${url}/api/halt`, post({ reason: 'x' }, withCookie))).status).toBe(401)
    expect((await ask(`${url}/api/session`, post({}, {}))).status).toBe(401)
  })

  it('needs it of what a proxy on this machine hands on', async () => {
    const { url } = await served({ hosts: ['trading.example'] })
    expect((await ask(`${url}/api/overview`, { headers: { Host: 'trading.example' } })).status).toBe(401)
    expect((await ask(`${url}/api/overview`, { headers: { 'X-Forwarded-For': '8.8.8.8' } })).status).toBe(401)
    const asNginxDoes = `GET /api/overview HTTP/1.0\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n\r\n`
    expect(await exchange(url, asNginxDoes)).toMatch(/^HTTP\/1.1 401 /)
    const shown = { Host: 'trading.example', ...bearer() }
    expect((await ask(`${url}/api/overview`, { headers: shown })).status).toBe(200)
  })
})
