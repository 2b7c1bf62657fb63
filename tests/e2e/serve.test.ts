import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CycleDetail, CyclePage, Overview, Series } from '../../src/watch/api.js'
import { freshDir } from '../support/candles.js'
import { run, start } from '../support/command.js'
import { type OpenStream, openStream } from '../support/event-stream.js'
import { ask } from '../support/http.js'
import { noBuiltIns } from '../support/own-agents.js'
import { type ServedLoop, serveLoop } from '../support/served-loop.js'

/** Waits for an overview of which it is true. */
async function overviewOf(stream: OpenStream, isTrue: (overview: Overview) => boolean): Promise<Overview> {
  for (let seen = 0; ; seen++) {
    await stream.came(seen + 1)
    const sent = stream.events[seen]
    if (sent?.event !== 'overview') continue
    const overview = JSON.parse(sent.data) as Overview
    if (isTrue(overview)) return overview
  }
}

const post = async ({ url, token }: ServedLoop, path: string, body: object) => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
  const { status, text } = await ask(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status, ...(JSON.parse(text) as { readonly ok: boolean; readonly words: readonly string[] }) }
}

const get = async <Told>(url: string) => JSON.parse((await ask(url)).text) as Told

describe('run --serve', () => {
  it('halts and resumes by the page, in the words of the keyboard, and keeps who it was', async () => {
    const cwd = await freshDir()
    const web = await serveLoop(cwd, ['--interval', '1s'])
    const stream = await openStream(`${web.url}/api/stream`)
    await overviewOf(stream, ({ lastSealed }) => lastSealed?.status === 'success')

    expect(await post(web, '/api/halt', { reason: 'smoke in the server room' })).toMatchObject({
      status: 200,
      ok: true,
    })
    await overviewOf(stream, ({ lastSealed }) => lastSealed?.status === 'halted')
    expect((await ask(`${web.url}/readyz`)).status, 'halted is not broken').toBe(200)
    expect(await post(web, '/api/resume', { reason: ' ' })).toMatchObject({ ok: false })
    expect(await post(web, '/api/resume', { reason: 'it was toast' })).toMatchObject({ status: 200, ok: true })
    const { requests } = await overviewOf(stream, ({ standing, killSwitch, lastSealed, cycles }) => {
      const after = cycles.findIndex(({ status }) => status === 'halted')
      return standing.state === 'active' && killSwitch === null && lastSealed?.status === 'success' && after > 0
    })
    expect(requests.map(({ kind, who, reason }) => [kind, who, reason])).toEqual([
      ['resume', 'page (127.0.0.1)', 'it was toast'],
      ['halt', 'page (127.0.0.1)', 'smoke in the server room'],
    ])
    const { cycles } = await get<CyclePage>(`${web.url}/api/cycles?limit=2`)
    expect(cycles).toHaveLength(2)
    const detail = await get<CycleDetail>(`${web.url}/api/cycles/${cycles[0]?.id}`)
    expect(detail.cycle.id).toBe(cycles[0]?.id)
    expect(detail.runs.length).toBeGreaterThan(0)
    const { at, halts } = await get<Series>(`${web.url}/api/series`)
    expect(at.length).toBeGreaterThan(0)
    expect(halts.length).toBeGreaterThan(0)
    web.loop.child.kill('SIGTERM')
    expect((await web.loop.ended).code).toBe(143)
    await stream.over
  })

  it('disables an agent in the configuration file, and the page stays connected over the change', async () => {
    const cwd = await freshDir()
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), '{ "cycle": { "interval": "1s" } } // mine\n')
    const web = await serveLoop(cwd, [])
    const stream = await openStream(`${web.url}/api/stream`)
    expect(await post(web, '/api/agents/strategy', { enabled: false })).toMatchObject({ ok: true })
    await overviewOf(stream, ({ agents }) => agents.some(({ name, enabled }) => name === 'strategy' && !enabled))
    expect(stream.answer.destroyed).toBe(false)
    expect(await readFile(join(cwd, 'riskfirst.config.jsonc'), 'utf8')).toMatch(/"enabled": false[^]*\/\/ mine/)
    web.loop.child.kill('SIGTERM')
    await web.loop.ended
  })

  it('refuses to begin, with 78 and words, when the address is taken', async () => {
    const first = await serveLoop(await freshDir(), ['--interval', '1s'])
    const { code, stderr, stdout } = await run(await freshDir(), ['--serve', `127.0.0.1:${first.port}`, '--cycle-once'])
    expect({ code, stderr, stdout }).toEqual({
      code: 78,
      stderr: `serve.address: expected an address that is free, 127.0.0.1:${first.port} is in use\n`,
      stdout: '',
    })
    await first.cyclesOn()
  })

  it('ends in time with browsers connected, one of which never reads', async () => {
    const web = await serveLoop(await freshDir(), ['--interval', '200ms'])
    const stuck = connect(web.port, '127.0.0.1')
    stuck.on('error', () => stuck.destroy()).pause()
    stuck.write(`GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:${web.port}\r\n\r\n`)
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(`${web.url}/api/stream`)))
    await web.cyclesOn()
    const askedMs = performance.now()
    web.loop.child.kill('SIGINT')
    expect((await web.loop.ended).code).toBe(130)
    expect(performance.now() - askedMs).toBeLessThan(10_000)
    await Promise.all(streams.map(({ over }) => over))
    stuck.destroy()
  })

  it('is found again at the same address after kill -9', async () => {
    const cwd = await freshDir()
    const before = await serveLoop(cwd, ['--interval', '1s'])
    const stream = await openStream(`${before.url}/api/stream`)
    await before.cyclesOn()
    before.loop.child.kill('SIGKILL')
    await stream.over
    const after = await serveLoop(cwd, ['--interval', '1s'], { serve: `127.0.0.1:${before.port}` })
    expect(after.url).toBe(before.url)
    const lastId = stream.events.at(-1)?.id ?? ''
    const again = await openStream(`${after.url}/api/stream`, { headers: { 'Last-Event-ID': lastId } })
    await again.came(2)
    await after.cyclesOn()
  })

  it('refuses a dry run, which would serve nothing', async () => {
    const { code, stderr } = await run(await freshDir(), ['--cycle-once', '--dry-run', '--serve', '127.0.0.1:0'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--serve: expected no --dry-run')])
  })

  it('adds nothing to stdout, nor to what a single cycle ends with', async () => {
    const { code, stdout, stderr } = await run(await freshDir(), ['--cycle-once', '--json', '--serve', '127.0.0.1:0'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'success' })
    expect(stderr).toContain('page: http://127.0.0.1:')
  })
})

describe('secrets', () => {
  it('are in no answer, and a token of the configuration is not shown, and may be changed', async () => {
    const cwd = await freshDir()
    const secrets = { KEY: 'sk-very-secret-key', PAGE: 'page-token-of-the-user', NEXT: 'next-token-of-the-user' }
    const env = Object.entries(secrets).map(([name, value]) => `${name}=${value}`)
    await writeFile(join(cwd, '.env'), env.join('\n'))
    await writeFile(
      join(cwd, 'mine.js'),
      `import { defineAgent, z } from 'riskfirst'
      export default defineAgent({ name: 'mine', settings: z.object({}), run: () => {
        console.log('printed ' + process.env.KEY)
        return { summary: 'said ' + process.env.KEY, data: { key: process.env.KEY } }
      } })`,
    )
    const config = (token: string) =>
      JSON.stringify({
        cycle: { interval: '1s' },
        serve: { token: { env: token } },
        agents: { ...noBuiltIns, risk: {}, mine: { run: './mine.js', env: ['KEY'] } },
      })
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), config('PAGE'))
    const web = await serveLoop(cwd, [])
    expect(web.token).toBe('')
    await web.cyclesOn()
    const stream = await openStream(`${web.url}/api/stream`)
    await stream.came(4)
    const paths = ['overview', 'live', 'cycles', 'cycles/c000001', 'cycles/c000001/logs', 'series']
    const answers = await Promise.all(
      ['/', '/metrics', '/healthz', '/readyz', ...paths.map((path) => `/api/${path}`)].map((path) =>
        ask(web.url + path),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const texts = [...answers.map(({ text }) => text), ...stream.blocks].join('\n')
    expect(texts).toContain('said [masked]')
    expect(texts).toContain('printed [masked]')
    for (const secret of Object.values(secrets)) expect(texts).not.toContain(secret)

    const halted = (token: string) => post({ ...web, token }, '/api/close', { symbol: 'nothing' })
    expect((await halted(secrets.PAGE)).status).toBe(200)
    expect((await halted(secrets.NEXT)).status).toBe(401)
    await writeFile(join(cwd, 'riskfirst.config.jsonc'), config('NEXT'))
    await web.loop.printed('the change is applied')
    await stream.over
    let status = 0
    while (status !== 200)
      status = await halted(secrets.NEXT).then(
        (answer) => answer.status,
        () => 0,
      )
    expect((await halted(secrets.PAGE)).status).toBe(401)
    const looked = start(cwd, ['status'])
    expect((await looked.ended).stdout).not.toContain(secrets.NEXT)
  })
})
