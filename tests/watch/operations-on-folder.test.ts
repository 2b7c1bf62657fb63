import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { databasePath } from '../../src/store/database.js'
import { recentRequests } from '../../src/store/requests.js'
import type { MessageFromThread } from '../../src/watch/messages.js'
import { createOperations } from '../../src/watch/operations-on-folder.js'
import type { WatchSetup } from '../../src/watch/setup.js'
import { tradedFolder } from '../commands/traded-folder.js'
import { ManualCalendar } from '../support/manual-calendar.js'
import { ManualTimer, settled } from '../support/manual-timer.js'

const agent = { phase: 'parallel', critical: false, enabled: true, timeoutMs: 1000, maxRetries: 0 }

/** Operations on a traded folder, with a main thread that the test plays. */
function operated(post?: (message: MessageFromThread) => void) {
  const folder = tradedFolder()
  const posted: Extract<MessageFromThread, { type: 'ask' }>[] = []
  const timer = new ManualTimer()
  const setup: WatchSetup = {
    version: '1.0.0',
    dataDir: folder.dataDir,
    config: {} as WatchSetup['config'], // nothing of it concerns operations
    outline: {
      market: 'SIMULATED MARKET · PAPER MONEY',
      quote: 'USDT',
      symbols: ['BTC/USDT', 'ETH/USDT'],
      intervalMs: 0,
      maxWorkers: 1,
      graceMs: 0,
      worstCaseMs: 0,
      metricsDir: folder.dataDir,
      agents: ['risk', 'copybot'].map((name) => ({ name, ...agent })),
    },
    token: 'secret',
    pid: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
    env: {},
    secrets: [],
  }
  const { all, answered } = createOperations({
    setup: () => setup,
    clocks: { timer, calendar: new ManualCalendar(Date.parse('2026-01-01T09:00:00Z')) },
    post: post ?? ((message) => void (message.type === 'ask' && posted.push(message))),
  })
  return { ...folder, all, answered, posted, timer }
}

const halted = ({ dataDir }: { readonly dataDir: string }) => existsSync(join(dataDir, 'HALT'))

describe('operations from a page or a chat', () => {
  test('halt, resume and close as the commands do, with who asked', async () => {
    const on = operated()
    expect(await on.all.close('page', { symbol: 'btc/usdt', reason: 'delisted' })).toEqual({
      ok: true,
      words: ['No loop runs: all BTC/USDT is sold in the first cycle of the next riskfirst run.'],
    })
    const { ok, words } = await on.all.halt('telegram ada', { reason: ' lunch ', flatten: true })
    expect([ok, words[0]]).toEqual([true, 'data is halted: nothing is launched or sent from now on.'])
    expect(readFileSync(join(on.dataDir, 'HALT'), 'utf8')).toBe('lunch\nby telegram ada at 2026-01-01T09:00:00.000Z\n')
    expect((await on.all.resume('page', { reason: 'back' })).words).toContain('Removed data/HALT: lunch')
    expect(recentRequests(on.database, 9).map(({ kind, who, reason }) => [kind, who, reason])).toEqual([
      ['resume', 'page', 'back'],
      ['flatten', 'telegram ada', 'lunch'],
      ['halt', 'telegram ada', 'lunch'],
      ['close', 'page', 'delisted'],
    ])
  })

  test('halt without a reason, as a hand in a hurry does', async () => {
    const on = operated()
    await on.all.halt('page', { reason: '', flatten: false })
    expect(recentRequests(on.database, 1)).toMatchObject([{ kind: 'halt', reason: 'halted by hand' }])
  })

  test('refuse in words, and throw nothing, whatever is wrong with the folder', async () => {
    const on = operated()
    expect(await on.all.close('page', { symbol: 'ETH/USDT', reason: '' })).toEqual({
      ok: false,
      words: ['expected a symbol that is held, got "ETH/USDT": data holds BTC/USDT'],
    })
    on.database.close()
    writeFileSync(databasePath(on.dataDir), 'nonsense')
    const { ok, words } = await on.all.halt('page', { reason: '', flatten: false })
    expect([ok, words[0]]).toEqual([false, expect.stringMatching(/^Halted: the HALT file is there and holds/)])
    expect(halted(on)).toBe(true)
    expect(await on.all.resume('page', { reason: 'back' })).toMatchObject({ ok: false })
    expect(halted(on)).toBe(true)
  })

  test('refuse to lift a HALT that holds something', async () => {
    const on = operated()
    mkdirSync(join(on.dataDir, 'HALT', 'notes'), { recursive: true })
    expect(await on.all.resume('page', { reason: 'back' })).toEqual({
      ok: false,
      words: [expect.stringContaining('expected a file or an empty folder')],
    })
  })

  test.each([
    ['resume without a reason', 'resume', { reason: '  ' }, 'reason: expected why it is safe'],
    ['a reason of two lines', 'resume', { reason: 'a\nb' }, 'reason: expected one line'],
    ['a reason that colours terminals', 'resume', { reason: '\u001b[31mred' }, 'reason: expected one line'],
    ['a reason that turns the writing round', 'resume', { reason: 'fine\u202E' }, 'reason: expected one line'],
    ['a reason of 201 characters', 'halt', { reason: 'x'.repeat(201), flatten: true }, 'reason: expected at most 200'],
    ['no symbol', 'close', { symbol: '../../etc', reason: '' }, 'symbol: expected one that is held'],
    ['a very long symbol', 'close', { symbol: `${'A'.repeat(9999)}/B`, reason: '' }, 'symbol: expected one'],
    ['an agent nobody knows', 'enable', { name: '__proto__', enabled: true }, 'agent: expected one of risk, copybot'],
  ] as const)('refuse %s, and do nothing', async (_what, operation, given, words) => {
    const on = operated()
    const operate = on.all[operation] as (who: string, given: unknown) => ReturnType<typeof on.all.halt>
    expect(await operate('page', given)).toEqual({ ok: false, words: [expect.stringContaining(words)] })
    expect([halted(on), recentRequests(on.database, 9), on.posted]).toEqual([false, [], []])
  })

  test('keep who asked on one line, whatever name a chat gives', async () => {
    const on = operated()
    await on.all.close(`telegram \u001b[2J\n${'a'.repeat(500)}`, { symbol: 'BTC/USDT', reason: '' })
    await on.all.halt(' \u0000 ', { reason: '', flatten: false })
    const [halt, close] = recentRequests(on.database, 2)
    expect(halt?.who).toBe('somebody')
    expect(close?.who).toMatch(/^telegram {2}\[2J a{60,70}$/)
  })
})

describe('an agent that is enabled from a page', () => {
  test('is enabled by the main thread, one after the other, with what that answers', async () => {
    const on = operated()
    const first = on.all.enable('page', { name: 'copybot', enabled: false })
    const second = on.all.enable('telegram ada', { name: 'copybot', enabled: true })
    await settled()
    expect(on.posted).toEqual([{ type: 'ask', id: 1, agent: 'copybot', enabled: false, who: 'page' }])
    on.answered(1, { ok: true, words: ['copybot is now disabled'] })
    expect(await first).toEqual({ ok: true, words: ['copybot is now disabled'] })
    await settled()
    expect(on.posted[1]).toEqual({ type: 'ask', id: 2, agent: 'copybot', enabled: true, who: 'telegram ada' })
    on.answered(2, { ok: false, words: ['refused'] })
    expect(await second).toEqual({ ok: false, words: ['refused'] })
    expect(on.timer.pendingMs).toEqual([])
  })

  test('is not waited for longer than ten seconds, and a late answer is nobody’s', async () => {
    const on = operated()
    const asked = on.all.enable('page', { name: 'copybot', enabled: false })
    await on.timer.advance(9_999)
    let outcome: unknown
    void asked.then((it) => (outcome = it))
    await settled()
    expect(outcome).toBeUndefined()
    await on.timer.advance(1)
    expect(await asked).toEqual({ ok: false, words: [expect.stringContaining('did not answer within 10 s')] })
    on.answered(1, { ok: true, words: ['late'] })
    on.answered(99, { ok: true, words: ['whose?'] })
    const next = on.all.enable('page', { name: 'copybot', enabled: true })
    await settled()
    on.answered(2, { ok: true, words: ['done'] })
    expect(await next).toEqual({ ok: true, words: ['done'] })
  })

  test('is refused at once when too many wait, and when the main thread cannot be asked', async () => {
    const on = operated()
    const asked = Array.from({ length: 25 }, () => on.all.enable('page', { name: 'copybot', enabled: true }))
    expect(await asked[24]).toEqual({ ok: false, words: [expect.stringContaining('too much is asked for')] })
    const lost = operated(() => {
      throw new Error('port closed')
    })
    expect(await lost.all.enable('page', { name: 'copybot', enabled: true })).toEqual({
      ok: false,
      words: ['the loop cannot be asked: port closed'],
    })
  })
})
