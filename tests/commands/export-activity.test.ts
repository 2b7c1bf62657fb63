import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run as exportActivity } from '../../src/commands/export-activity.js'
import { acquireLock } from '../../src/store/lock.js'
import { Playing, turnsIn } from '../store/playing.js'
import { dailyLoss, orderOf, receiptOf, reportOf, runOf, settlementOf, startOf } from '../store/sealed-cycles.js'
import { ManualTimer } from '../support/manual-timer.js'
import { emptyFolder, haltedFolder, tradedFolder } from './traded-folder.js'

const dataDir = 'data'

describe('export activity', () => {
  test('tells what happened, newest cycle first, each agent with what it said, how it ended and what it ordered', async () => {
    const { io } = tradedFolder()
    expect(await exportActivity({ dataDir }, io)).toBe(0)
    expect(io.written.out.split('\n')).toEqual([
      '[//]: # (riskfirst export activity)',
      '',
      '# Activity',
      '',
      'PAPER MONEY · `simulated seed 1` · began with 10,000.00 USDT',
      '',
      '2 cycles, newest first; times are UTC.',
      '',
      '## c000002 · due 2026-01-01 01:00:00Z',
      '',
      '▲ degraded · ● ACTIVE · 42ms · 0 orders filled, 0 denied',
      '',
      '### [2026-01-01 00:00:00Z] risk (critical)',
      '',
      '- **Said**: `risk has spoken.`',
      '- **Status**: ● success',
      '- **Duration**: 20ms, after 2ms in the queue',
      '',
      '### [2026-01-01 00:00:00Z] strategy (parallel)',
      '',
      '- **Said**: `No trend.`',
      '- **Status**: ● no-op',
      '- **Duration**: 20ms, after 2ms in the queue',
      '',
      '### [2026-01-01 00:00:00Z] slow (parallel)',
      '',
      '- **Said**: `slow has spoken.`',
      '- **Status**: ✖ timeout',
      '- **Reason**: `timeout: no answer within 300 s`',
      '- **Duration**: 20ms, after 2ms in the queue',
      '- **Attempt 1** failed after 20ms: `no answer within 300 s`',
      '',
      '## c000001 · due 2026-01-01 00:00:00Z',
      '',
      '● success · ● ACTIVE · 42ms · 1 order filled, 1 denied',
      '',
      '### [2026-01-01 00:00:00Z] risk (critical)',
      '',
      '- **Said**: `risk has spoken.`',
      '- **Status**: ● success',
      '- **Duration**: 20ms, after 2ms in the queue',
      '',
      '### [2026-01-01 00:00:00Z] strategy (parallel)',
      '',
      '- **Said**: `strategy has spoken.`',
      '- **Status**: ● success',
      '- **Duration**: 20ms, after 2ms in the queue',
      '- **Order**: ● filled `c000001-strategy-1`: `buy 0.01 BTC/USDT at 50,025.00`, `the trend is up`',
      '- **Order**: ✖ denied `c000001-strategy-2`: `buy 0.01 BTC/USDT`, `BTC/USDT would be 31.5 % of equity`',
      '',
    ])
  })

  test('tells why a cycle was halted, and takes no more cycles than are asked for', async () => {
    const { io } = haltedFolder()
    await exportActivity({ dataDir, limit: 1 }, io)
    expect(io.written.out).toContain('1 cycle, newest first')
    expect(io.written.out).toContain(`- **Why**: \`daily-loss: ${dailyLoss.message}\``)
    expect(io.written.out).not.toContain('c000002')
  })

  test('shows an agent’s words, orders and reasons without letting one of them mean anything', async () => {
    const { io, journal } = tradedFolder()
    const evil =
      '`</code>` **bold** <script>alert(1)</script>\n\n# Heading\n[x](javascript:alert(1)) ![](https://evil.example) www.evil.example @you'
    const cycle = journal.begin(startOf(2))
    const failure = { code: 'threw', message: evil } as const
    const order = { ...orderOf(cycle), symbol: '<b>/USDT', reason: evil }
    const denied = receiptOf(order, { status: 'denied', code: 'unknown-symbol', message: evil })
    journal.seal(
      reportOf(cycle, {
        state: {
          state: 'active',
          reasons: [{ code: evil, message: evil, cause: 'breach' }],
          restrict: [],
          since: cycle.asOf,
        },
        runs: [
          runOf('risk', { proposal: { summary: evil } }),
          runOf('strategy', { status: 'failed', failure, attempts: [{ number: 1, durationMs: 1, failure }] }),
        ],
        settlement: settlementOf({ receipts: [denied] }),
      }),
    )
    await exportActivity({ dataDir, limit: 1 }, io)
    const live = io.written.out.replaceAll(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
    expect(io.written.out).toContain('<script>alert(1)</script> # Heading [x](javascript:alert(1))')
    expect(live).not.toMatch(/<|script|evil|https?:|@you|\]\(|!\[|^# Heading/m)
    expect(live.match(/^#.*$/gm)).toHaveLength(4)
  })

  test('tells of a protective exit under the cycle, as no agent asked for it', async () => {
    const { io, journal } = tradedFolder()
    const cycle = journal.begin(startOf(2))
    const exit = { ...orderOf(cycle), clientOrderId: 'c000003-stop-1', origin: 'protection', side: 'sell' } as const
    journal.sent(exit)
    journal.seal(reportOf(cycle))
    await exportActivity({ dataDir, limit: 1 }, io)
    expect(io.written.out).toMatch(/\n\n- \*\*Protective exit\*\*: ▲ sent `c000003-stop-1`: `sell 0.01 BTC\/USDT/)
  })

  test('writes a file beside a running loop, and replaces only what it wrote itself', async () => {
    const { io, dataDir: folder, journal } = tradedFolder()
    const lock = acquireLock(folder, { pid: 4711, startedAt: '2026-01-01T00:00:00.000Z' })
    journal.begin(startOf(2))
    const file = join(io.cwd, 'activity.md')
    for (let time = 0; time < 2; time++) await exportActivity({ dataDir, output: 'activity.md' }, io)
    lock.release()
    expect(io.written).toEqual({ out: '', err: 'activity.md\nactivity.md\n' })
    expect(readFileSync(file, 'utf8')).toContain('## c000003 · due 2026-01-01 02:00:00Z\n\n○ running · 0 orders filled')

    const notes = join(io.cwd, 'notes.md')
    writeFileSync(notes, '# Activity\n')
    const refused = { code: 2, message: '--output: expected a new file or an earlier export, got "notes.md"' }
    await expect(exportActivity({ dataDir, output: 'notes.md' }, io)).rejects.toMatchObject(refused)
    expect(readFileSync(notes, 'utf8')).toBe('# Activity\n')
    const record = join('data', 'riskfirst.db')
    const { size } = statSync(join(io.cwd, record))
    await expect(exportActivity({ dataDir, output: record }, io)).rejects.toMatchObject({ code: 2 })
    expect(statSync(join(io.cwd, record)).size).toBe(size)
  })

  test.each(['lock.db', 'HALT', 'paper-broker.db-journal', 'lock.json'])(
    'never becomes %s of a data folder',
    async (name) => {
      const { io } = tradedFolder()
      const refused = {
        code: 2,
        message: expect.stringContaining('which has the name of one that a data folder keeps'),
      }
      await expect(exportActivity({ dataDir, output: join('data', name) }, io)).rejects.toMatchObject(refused)
    },
  )

  test('says so where nothing has run, and where it cannot write', async () => {
    const { io } = emptyFolder()
    await exportActivity({ dataDir }, io)
    expect(io.written.out).toBe('[//]: # (riskfirst export activity)\n\n# Activity\n\nNo cycle has run on data yet.\n')
    const unwritable = exportActivity({ dataDir, output: 'gone/activity.md' }, io)
    await expect(unwritable).rejects.toMatchObject({ code: 2, message: expect.stringContaining('can be written') })
  })

  test('says of a cycle whose runs were removed that they are no longer kept', async () => {
    const { io, dataDir: folder } = emptyFolder()
    const playing = new Playing(folder)
    for (let n = 1; n <= 20; n++) playing.play({ turns: turnsIn(n), closes: false })
    playing.retention.prune({ keepRuns: 2, keepBriefings: 2 }, new ManualTimer())
    await exportActivity({ dataDir, limit: 4 }, io)
    const removed = 'Its runs are no longer kept (store.keepRuns); those since c000019 are.'
    expect(io.written.out.split('\n').filter((line) => line === removed)).toHaveLength(2)
    expect(io.written.out).toContain('**Said**: `risk in 19`')
  })
})
