import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Overview } from '../../src/watch/api.js'
import { ask, exchange } from '../support/http.js'
import { noBuiltIns } from '../support/own-agents.js'
import { type ServedLoop, serveLoop } from '../support/served-loop.js'

const HEADLINE = `</script><script>alert(1)</script><img src=x onerror=alert(2)>`
const INJECTION = `fine\r\nSet-Cookie: evil=1\r\n\r\n<h1>owned</h1>\u202e\u0000`

const mine = `import { defineAgent, z } from 'riskfirst'
export default defineAgent({
  name: 'mine',
  settings: z.object({}),
  run: () => ({ summary: ${JSON.stringify(`${HEADLINE} ${INJECTION}`)} }),
})
`
const config = {
  cycle: { interval: '500ms' },
  agents: { ...noBuiltIns, risk: {}, mine: { run: './mine.js' } },
}

let folder = ''
let web: ServedLoop

/** A server under attack is the one of a loop that trades, and it is one loop through all of this. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attacked-'))
  await writeFile(join(folder, 'mine.js'), mine)
  await writeFile(join(folder, 'riskfirst.config.jsonc'), JSON.stringify(config))
  web = await serveLoop(folder, [])
})

afterEach(async () => {
  await web.cyclesOn()
  if (existsSync(join(folder, 'data/HALT'))) throw new Error('somebody halted it')
})

const host = () => `Host: 127.0.0.1:${web.port}`
const json = { 'Content-Type': 'application/json' }
const halt = (headers: Readonly<Record<string, string>>, body = '{"reason":"attack"}') =>
  ask(`${web.url}/api/halt`, { method: 'POST', headers: { ...json, ...headers }, body })
const isRefusal = (status: number) => status >= 400 && status < 500
/** The first line of each answer on a connection. */
const statuses = (answer: string) => [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))

describe('an attacker', () => {
  it('from another origin is refused, with or without the token', async () => {
    for (const Origin of ['https://evil.example', 'null', `http://localhost:${web.port}`, `http://127.0.0.1:1`])
      for (const token of ['wrong', web.token]) {
        const { status, headers } = await halt({ Origin, Authorization: `Bearer ${token}` })
        expect(status).toBe(403)
        expect(headers['access-control-allow-origin']).toBeUndefined()
      }
    const preflight = await ask(`${web.url}/api/halt`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect(preflight.status).toBe(403)
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('who points a name of its own at this machine is refused by that name', async () => {
    const named = { Host: `evil.example:${web.port}`, Origin: `http://evil.example:${web.port}` }
    expect((await halt({ ...named, Authorization: `Bearer ${web.token}` })).status).toBe(421)
    expect((await ask(`${web.url}/api/overview`, { headers: named })).status).toBe(421)
    expect((await ask(`${web.url}/api/stream`, { headers: named })).status).toBe(421)
  })

  it('without the token, or with a part of it, is refused', async () => {
    expect((await halt({})).status).toBe(401)
    for (const token of ['', web.token.slice(0, -1), `${web.token} `.repeat(2).trim(), web.token.toLowerCase()])
      expect((await halt({ Authorization: `Bearer ${token}` })).status).toBe(401)
    expect((await halt({ Authorization: web.token })).status).toBe(401)
    expect((await halt({ Cookie: `riskfirst-${web.port}=${web.token}` })).status).toBe(401)
    const formPost = await ask(`${web.url}/api/halt`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `token=${web.token}&reason=x`,
    })
    expect(formPost.status).toBe(401)
  })

  it('who asks for files gets none, however the path is written', async () => {
    for (const path of [
      '/../../../../etc/passwd',
      '/..%2f..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/%252e%252e%252fetc%252fpasswd',
      '/....//....//etc/passwd',
      '/..\\..\\etc\\passwd',
      '/page.js/../../package.json',
      '/page.js%00.html',
      '/api/cycles/..%2f..%2f..%2fetc%2fpasswd',
      '/api/cycles/..%2f..%2fetc/logs',
      '//etc/passwd',
      '/riskfirst.config.jsonc',
      '/data/riskfirst.db',
      'file:///etc/passwd',
      'http://evil.example/etc/passwd',
      '*',
      '/%',
      '/%ff%fe',
    ]) {
      const answer = await exchange(web.url, `GET ${path} HTTP/1.1\r\n${host()}\r\nConnection: close\r\n\r\n`)
      expect(answer).not.toMatch(/root:|noBuiltIns|SQLite|"dependencies"/)
      expect([path, ...statuses(answer)]).toEqual([path, expect.toSatisfy(isRefusal)])
    }
    for (const agent of ['..%2f..%2f..%2fetc%2fpasswd', '/etc/passwd', '../../riskfirst.config', '%00']) {
      const { status, text } = await ask(`${web.url}/api/cycles/c000001/logs?agent=${agent}`)
      expect({ status, text }).toEqual({ status: 200, text: '{"lines":[],"cut":false}' })
    }
  })

  it('who sends ten megabytes is told so after sixteen kilobytes, with or without their length', async () => {
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`
    const head = (length: string) =>
      `POST /api/halt HTTP/1.1\r\n${host()}\r\nContent-Type: application/json\r\n` +
      `Authorization: Bearer ${web.token}\r\n${length}\r\n\r\n`
    const megabytes = Buffer.alloc(10_000_000, 'x')
    expect(statuses(await exchange(web.url, head('Content-Length: 10000000')))).toEqual([413])
    for (const [length, body] of [
      ['Content-Length: 10000000', megabytes],
      ['Transfer-Encoding: chunked', chunk.repeat(160)],
    ] as const) {
      const startedMs = performance.now()
      const answer = await exchange(web.url, head(length), body)
      expect(performance.now() - startedMs).toBeLessThan(5000)
      expect(statuses(answer).every((status) => status === 413)).toBe(true)
    }
    for (const path of ['/', '/api/overview', '/api/nothing'])
      await exchange(web.url, `GET ${path} HTTP/1.1\r\n${host()}\r\nContent-Length: 10000000\r\n\r\n`, megabytes)
  })

  it('who sends headers slowly, or none, or half a body, is cut off in seconds', async () => {
    const held = (begin: string) =>
      new Promise<number>((resolve) => {
        const startedMs = performance.now()
        const socket = connect(web.port, '127.0.0.1')
        const drip = setInterval(() => socket.write('X-Slow: 1\r\n'), 500)
        socket.on('error', () => socket.destroy()).resume()
        socket.once('close', () => {
          clearInterval(drip)
          resolve(performance.now() - startedMs)
        })
        socket.write(begin)
      })
    const silent = new Promise<void>((resolve) => {
      const socket = connect(web.port, '127.0.0.1')
      socket.on('error', () => socket.destroy()).resume()
      socket.once('close', () => resolve())
    })
    const slow = Array.from({ length: 50 }, () => held(`GET / HTTP/1.1\r\n${host()}\r\n`))
    const half = held(
      `POST /api/halt HTTP/1.1\r\n${host()}\r\nContent-Type: application/json\r\n` +
        `Authorization: Bearer ${web.token}\r\nContent-Length: 9000\r\n\r\n{"reason":"`,
    )
    await web.cyclesOn()
    expect(Math.max(...(await Promise.all(slow)))).toBeLessThan(15_000)
    expect(await half).toBeLessThan(20_000)
    await silent
  }, 40_000)

  it('who is an agent writes no header and no markup by what it says', async () => {
    for (const path of ['/api/overview', '/api/live', '/api/cycles/c000001', '/metrics']) {
      const { status, headers, text } = await ask(web.url + path)
      expect([path, status]).toEqual([path, 200])
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-type']).toMatch(/^(application\/json|text\/plain)/)
      expect(headers['content-security-policy']).toContain(`default-src 'none'`)
      expect(text).not.toContain('\r')
      expect(text).not.toContain('\0')
    }
    const { agents } = JSON.parse((await ask(`${web.url}/api/overview`)).text) as Overview
    expect(agents.find(({ name }) => name === 'mine')?.summary).toContain('<script>alert(1)</script>')
    const auth = { Authorization: `Bearer ${web.token}`, ...json }
    for (const name of ['a%0d%0aSet-Cookie:%20evil=1', '%3Cscript%3E', '..%2f', 'x'.repeat(10_000), '__proto__']) {
      const asked = { method: 'POST', headers: auth, body: '{"enabled":false}' }
      const { status, headers } = await ask(`${web.url}/api/agents/${name}`, asked)
      expect([name.slice(0, 30), status]).toEqual([name.slice(0, 30), 404])
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('who speaks no HTTP, two kinds of it, or too much of it, is refused', async () => {
    const asked = `GET /api/live HTTP/1.1\r\n${host()}\r\n`
    const smuggled = `POST /api/halt HTTP/1.1\r\n${host()}\r\nContent-Length: 0\r\n\r\n`
    for (const bytes of [
      'hello\r\n\r\n',
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, 0x0d, 0x0a]),
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      `FROB / HTTP/1.1\r\n${host()}\r\n\r\n`,
      `${asked}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `${asked}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!${smuggled}`,
      `${asked}Transfer-Encoding: chunked\r\n\r\nzz\r\n${smuggled}`,
      `${asked}Transfer-Encoding: xchunked\r\n\r\n${smuggled}`,
      `${asked} folded: header\r\n\r\n`,
      `${asked}Bad Header: x\r\n\r\n`,
      `${asked}X: ${'x'.repeat(20_000)}\r\n\r\n`,
      `${asked}${'X-Header: y\r\n'.repeat(5000)}\r\n`,
      `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n${host()}\r\n\r\n`,
      `GET /api/live HTTP/1.1\n\nHost: x\n\n`,
      `CONNECT evil.example:443 HTTP/1.1\r\n${host()}\r\n\r\n`,
    ]) {
      const found = statuses(await exchange(web.url, bytes))
      expect([String(bytes).slice(0, 60), found.filter((status) => status < 400)]).toEqual([
        String(bytes).slice(0, 60),
        [],
      ])
    }
    const upgrade = await exchange(
      web.url,
      `${asked}Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    expect(statuses(upgrade)).not.toContain(101)
    for (const method of ['TRACE', 'DELETE', 'PATCH', 'PROPFIND'])
      expect((await ask(`${web.url}/api/live`, { method })).status).toBe(405)
  })

  it('who holds a thousand connections and opens a thousand streams locks out nobody for long', async () => {
    const sockets: Socket[] = []
    const opened = Array.from({ length: 1000 }, (_, index) => {
      const socket = connect(web.port, '127.0.0.1')
      sockets.push(socket)
      if (index % 2 === 0) socket.write(`GET /api/stream HTTP/1.1\r\n${host()}\r\n\r\n`)
      return new Promise<void>((resolve) => {
        socket.on('error', () => socket.destroy()).resume()
        socket.once('connect', () => resolve()).once('close', () => resolve())
      })
    })
    await Promise.all(opened)
    await web.loop.printed('METRICS EXPORT')
    for (const socket of sockets) socket.destroy()
    const asked = () =>
      ask(`${web.url}/healthz`).then(
        ({ status }) => status,
        () => 0,
      )
    let status = await asked()
    for (const sinceMs = performance.now(); status !== 200 && performance.now() - sinceMs < 10_000; )
      status = await asked()
    expect(status).toBe(200)
  })

  it('who guesses tokens is stopped after ten, and then the right one is not looked at either', async () => {
    const found = new Set<number>()
    for (let guess = 0; guess < 60; guess++) found.add((await halt({ Authorization: `Bearer guess-${guess}` })).status)
    expect(found).toContain(429)
    expect((await halt({ Authorization: `Bearer ${web.token}` })).status).toBe(429)
  })
})
