import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Io } from '../../src/commands/io.js'
import { run as monitor } from '../../src/commands/monitor.js'
import { openFolder } from '../../src/commands/monitor-folder.js'
import { UnseenError } from '../../src/commands/monitor-source.js'
import { showTimesIn } from '../../src/report/local-time.js'
import { acquireLock } from '../../src/store/lock.js'
import { runOf, startOf } from '../store/sealed-cycles.js'
import { localServer } from '../support/local-server.js'
import { ManualCalendar } from '../support/manual-calendar.js'
import { runningLive, watchedOverview } from '../support/watched-system.js'
import { recordedIo } from './recorded-io.js'
import { emptyFolder, haltedFolder, tradedFolder, widest } from './traded-folder.js'

const dataDir = 'data'
const nowMs = Date.parse('2026-01-01T12:00:00Z')
const holder = { pid: 4711, startedAt: '2026-01-01T00:00:00.000Z' }

/** A data folder that a loop is on, as far as its lock tells. */
function lockedFolder<Folder extends { readonly dataDir: string }>(folder: Folder): Folder {
  const lock = acquireLock(folder.dataDir, holder)
  onTestFinished(() => lock.release())
  return folder
}

/** A server that answers both questions, with bodies of the test's choice. */
function answering(bodies: { readonly overview?: unknown; readonly live?: unknown } = {}): Promise<string> {
  onTestFinished(() => showTimesIn('UTC'))
  const { overview = watchedOverview(nowMs), live = runningLive(nowMs) } = bodies
  const text = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body))
  return localServer(({ url }, response) => void response.end(text(url === '/api/overview' ? overview : live)))
}

const check = async (args: object, io: Io & { readonly written: { readonly out: string } }) => ({
  code: await monitor({ ...args, check: true }, io),
  line: io.written.out,
})

describe('monitor of a folder', () => {
  test('shows a folder that is not there yet, and makes nothing', async () => {
    const { io, dataDir: folder } = emptyFolder()
    expect(await monitor({ once: true }, io)).toBe(0)
    expect(io.written.out.split('\n')[0]).toBe('SIMULATED MARKET · PAPER MONEY · data')
    expect(io.written.out).toContain('○ UNKNOWN')
    expect(io.written.out).toContain('▲ no loop')
    expect(existsSync(folder)).toBe(false)
  })

  test('shows money, orders with denials, and how the last cycle went, by the record alone', async () => {
    const { io } = lockedFolder(tradedFolder())
    expect(await monitor({ dataDir, once: true }, io)).toBe(0)
    const { out } = io.written
    expect(out.split('\n')[0]).toBe('PAPER MONEY · simulated seed 1 · data')
    expect(out).toContain('loop 4711 · 2 cycles')
    expect(out).toContain('LAST CYCLE c000002 · ▲ degraded in 42ms')
    expect(out).toMatch(/slow +[·░]*█+·* +✖ timeout +20ms {2}timeout: no answer/)
    expect(out).toMatch(/BTC\/USDT +0.01 +50,025.00 +500.25/)
    expect(out).toContain('└ max-position: BTC/USDT would be 31.5 % of equity')
    expect(out.replaceAll(/\s+/g, ' ')).toContain('without --config nobody knows when cycles are due')
    expect(widest(out)).toBeLessThanOrEqual(80)
  })

  test('tells who has ended in the running cycle, and who has not', async () => {
    const { journal, io } = lockedFolder(tradedFolder())
    const cycle = journal.begin(startOf(2))
    journal.checkpoint(cycle, runOf('risk'))
    await monitor({ once: true, json: true }, io)
    const { overview, live } = JSON.parse(io.written.out)
    expect(live).toMatchObject({ doing: 'running', cycle: { id: 'c000003', status: null } })
    const doing = live.cycle.runs.map(({ agent, doing }: { agent: string; doing: string }) => `${agent} ${doing}`)
    expect(doing).toContain('risk ended')
    expect(doing.filter((one: string) => !one.startsWith('risk')).length).toBeGreaterThan(0)
    expect(doing).not.toContain('risk running')
    expect(overview.loop).toEqual(holder)
  })

  test('goes on from a damaged record to one that is whole, and to one that was put in its place', async () => {
    const { io, dataDir: folder } = tradedFolder()
    const other = haltedFolder()
    const source = openFolder({ dataDir }, io, { calendar: new ManualCalendar(nowMs) })
    onTestFinished(() => source.close())
    const { signal } = new AbortController()
    const look = async () => (await source.look(signal)).overview
    expect((await look()).cycleCount).toBe(2)
    const path = join(folder, 'riskfirst.db')
    renameSync(path, `${path}.away`)
    expect((await look()).cycleCount).toBe(0)
    writeFileSync(path, 'no database')
    await expect(source.look(signal)).rejects.toThrow(UnseenError)
    other.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    other.database.close()
    renameSync(join(other.dataDir, 'riskfirst.db'), path)
    expect((await look()).cycleCount).toBe(3)
    expect((await look()).standing.state).toBe('halted')
  })

  test('follows a change of the configuration, and says when it cannot be read', async () => {
    const { io } = tradedFolder()
    const file = join(io.cwd, 'riskfirst.config.jsonc')
    writeFileSync(file, '{ "cycle": { "interval": "5m" } }')
    const source = openFolder({}, io, { calendar: new ManualCalendar(nowMs) })
    onTestFinished(() => source.close())
    const { signal } = new AbortController()
    expect((await source.look(signal)).overview.intervalMs).toBe(300_000)
    writeFileSync(file, '{ "cycle": { "interval": "10m" }, "agents": { "copybot": { "enabled": false } } }')
    const changed = await source.look(signal)
    expect(changed.overview.intervalMs).toBe(600_000)
    expect(changed.overview.agents.find(({ name }) => name === 'copybot')?.enabled).toBe(false)
    writeFileSync(file, '{ "cycle": { "interval": "soon" }, "agents": 5 }')
    const broken = await source.look(signal)
    expect(broken.overview.intervalMs).toBe(600_000)
    expect(broken.notes.join()).toContain('the configuration of before is used, as it cannot be read')
    expect((await source.look(signal)).notes).toEqual(broken.notes)
  })
})

describe('monitor --check', () => {
  test('is critical without a loop, after a halt, and when a cycle is overdue; figures follow the bar', async () => {
    const idle = await check({ dataDir }, tradedFolder().io)
    expect(idle).toMatchObject({
      code: 2,
      line: expect.stringMatching(/^CRITICAL - no loop runs \| equity=9999.49975 /),
    })
    expect(idle.line).toMatch(/ \| equity=[\d.]+ drawdown=[\d.U]+%? cycle=[\d.]+s\n$/)
    const halted = await check({ dataDir }, lockedFolder(haltedFolder()).io)
    expect(halted).toMatchObject({ code: 2, line: expect.stringContaining('CRITICAL - halted (daily-loss') })
    const late = await check({}, lockedFolder(tradedFolder()).io)
    expect(late.code).toBe(2)
    expect(late.line).toMatch(/^CRITICAL - overdue: the cycle due at 2026-01-01 .* has not begun/)
  })

  test.each([
    [
      'nothing is wrong',
      {},
      0,
      /^OK - active; c000122 success; 6 agents \| equity=10412.5531 drawdown=0.84% cycle=1.580s\n$/,
    ],
    ['reducing', { standing: { ...watchedOverview(nowMs).standing, state: 'reducing' } }, 1, /^WARNING - reducing \|/],
    ['an alert', { alerts: watchedOverview(nowMs).alerts }, 1, /^WARNING - timeout: sentiment timed out/],
    [
      'a disk that is full',
      { alerts: [{ kind: 'disk-low', message: 'only 3 MB | free', raisedAt: '', cycleId: '' }] },
      1,
      /^WARNING - disk-low: only 3 MB \/ free \| equity/,
    ],
    [
      'a record that cannot be read, as all else is old then',
      { alerts: [{ kind: 'record-unreadable', message: 'shown is what was known', raisedAt: '', cycleId: '' }] },
      2,
      /^CRITICAL - shown is what was known \| equity/,
    ],
    [
      'an unhealthy agent',
      { agents: watchedOverview(nowMs).agents },
      1,
      /^WARNING - unhealthy: copybot; resting: copybot \|/,
    ],
    ['halted', { standing: { ...watchedOverview(nowMs).standing, state: 'halted' } }, 2, /^CRITICAL - halted \|/],
    ['overdue', { overdue: 'the cycle\ndue' }, 2, /^CRITICAL - overdue: the cycle due \|/],
    [
      'failed closed',
      { lastSealed: { ...watchedOverview(nowMs).lastSealed, status: 'failed-closed' } },
      2,
      /^CRITICAL - c000122 ended in failed-closed \|/,
    ],
    [
      'no cycle yet',
      { lastSealed: null, account: null },
      0,
      /^OK - active; no cycle has ended yet; 6 agents \| equity=U drawdown=U cycle=U\n$/,
    ],
  ])('tells of %s in one line and its exit code', async (_what, changes, code, line) => {
    const healthy = watchedOverview(nowMs).agents.map((agent) => ({ ...agent, health: 'healthy', breaker: null }))
    const url = await answering({ overview: { ...watchedOverview(nowMs), alerts: [], agents: healthy, ...changes } })
    const told = await check({ url }, recordedIo('/'))
    expect(told.line).toMatch(line)
    expect(told.line.split('\n')).toHaveLength(2)
    expect(told.code).toBe(code)
  })

  test('is critical, in one line, when it cannot tell: nobody answers, or the configuration is wrong', async () => {
    const gone = await check({ url: 'http://127.0.0.1:9' }, recordedIo('/'))
    expect(gone).toMatchObject({
      code: 2,
      line: expect.stringMatching(/^CRITICAL - http:\/\/127.0.0.1:9 is not seen: /),
    })
    const { io } = emptyFolder()
    writeFileSync(join(io.cwd, 'riskfirst.config.jsonc'), '{ "cylce": 1 }')
    const wrong = await check({}, io)
    expect(wrong.code).toBe(2)
    expect(wrong.line).toMatch(/^CRITICAL - nothing can be told: .*cylce.*\n$/)
    expect(wrong.line.split('\n')).toHaveLength(2)
  })
})

describe('monitor of a page elsewhere', () => {
  const once = async (url: string, env: Io['env'] = {}, args: object = {}) => {
    const io = recordedIo('/', env)
    const code = await monitor({ url, once: true, ...args }, io).catch((error: Error) => error.message)
    return { code, out: io.written.out }
  }

  test('shows what the page tells, in its time zone', async () => {
    const { code, out } = await once(await answering())
    expect(code).toBe(0)
    expect(out).toContain('CYCLE c000123 · running for 4.2s')
    expect(out).toContain('since 2026-01-01 12:10:00+01:00')
  })

  test('sends the token to the server and to nobody that it points to', async () => {
    const asked: (string | undefined)[] = []
    const elsewhere = await localServer(({ headers }, response) => {
      asked.push(`elsewhere ${headers.authorization}`)
      response.end('{}')
    })
    const url = await localServer(({ headers }, response) => {
      asked.push(headers.authorization)
      response.writeHead(302, { location: elsewhere }).end()
    })
    expect((await once(url, { RISKFIRST_TOKEN: 'of-the-environment' })).code).toContain('it answered 302')
    expect((await once(`${url}#token=of-the-address`)).code).not.toContain('of-the-address')
    expect(new Set(asked)).toEqual(new Set(['Bearer of-the-environment', 'Bearer of-the-address']))
  })

  test('says what a server refuses, and that it wants a token', async () => {
    const url = await localServer((_request, response) => {
      response.writeHead(401).end('{"error":"expected Authorization: Bearer TOKEN\\u001b[2J"}')
    })
    const { code } = await once(url)
    expect(code).toContain('set RISKFIRST_TOKEN')
    expect(code).not.toMatch(/\p{Cc}/u)
  })

  test('says what it is when a refusal is no JSON', async () => {
    const url = await localServer((_request, response) => void response.writeHead(500).end('{"error":"\u001b[2J"}'))
    expect((await once(url)).code).toMatch(/: it answered 500$/)
  })

  test.each([
    ['no JSON', '<html>', /answers with no JSON/],
    ['JSON of something else', '{"status":"ok"}', /does not understand/],
    ['null', 'null', /does not understand/],
    [
      'a state that nobody knows',
      { ...watchedOverview(nowMs), standing: { ...watchedOverview(nowMs).standing, state: 'euphoric' } },
      /standing.state/,
    ],
    ['a time zone that is none', { ...watchedOverview(nowMs), timeZone: 'Mars/Olympus' }, /timeZone/],
    [
      'money that is none',
      { ...watchedOverview(nowMs), account: { ...watchedOverview(nowMs).account, cash: 'lots' } },
      /account.cash/,
    ],
    ['10 MB', `"${'x'.repeat(10 * 1024 ** 2)}"`, /more than any riskfirst does/],
  ])('survives a server that answers %s', async (_what, overview, words) => {
    expect((await once(await answering({ overview }))).code).toMatch(words)
  })

  test('survives instants beyond all time, and shows no control character of a server, also in its JSON', async () => {
    const live = { ...runningLive(nowMs), nowMs: 1e300 }
    expect((await once(await answering({ live }))).code).toMatch(/nowMs/)
    const overview = { ...watchedOverview(nowMs), market: 'EVIL\u001B[2J\u009B2J\u007F MARKET' }
    const url = await answering({ overview })
    expect((await once(url)).out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    const { out } = await once(url, {}, { json: true })
    expect(out.trimEnd()).not.toMatch(/\p{Cc}/u)
    expect(JSON.parse(out).overview.market).toBe(overview.market)
  })

  test.each([
    [{ url: 'ftp://x' }, '--url: expected the address of a page'],
    [{ url: 'http://me:secret@x' }, '--url: expected the address of a page'],
    [{ url: 'http://x', dataDir: 'data' }, '--url: expected no --data-dir beside it'],
    [{ url: 'http://x', config: 'a' }, '--url: expected no --config beside it'],
    [{ check: true, json: true }, '--check: expected no --json beside it'],
    [{ interval: '5ms' }, '--interval: expected a duration of at least 100ms'],
    [{ interval: 'often' }, '--interval: expected a duration such as "30s", got "often"'],
  ])('refuses %j', async (args, words) => {
    await expect(monitor({ once: !('check' in args), ...args }, recordedIo('/'))).rejects.toThrow(words)
    await expect(monitor({ once: !('check' in args), ...args }, recordedIo('/'))).rejects.not.toThrow('secret')
  })
})
