import { describe, expect, test } from 'vitest'
import { run as why } from '../../src/commands/why.js'
import type { FailureCode } from '../../src/orchestrator/record.js'
import { orderOf, startOf } from '../store/sealed-cycles.js'
import { failingFolder } from './failing-folder.js'
import { emptyFolder, haltedFolder, tradedFolder } from './traded-folder.js'

const dataDir = 'data'

/** What it answers, on one line. */
async function answer(folder: ReturnType<typeof emptyFolder>, subject?: string): Promise<string> {
  expect(await why({ dataDir, ...(subject === undefined ? {} : { subject }) }, folder.io)).toBe(0)
  return folder.io.written.out.replaceAll(/\s+/g, ' ')
}

describe('why', () => {
  test('explains the trading state', async () => {
    expect(await answer(haltedFolder())).toContain('✖ breach daily-loss (risk, latched): down 5.2% since the day began')
    expect(await answer(emptyFolder())).toContain('○ UNKNOWN no cycle has come to its end yet')
  })

  test('explains why an agent did not trade', async () => {
    expect(await answer(tradedFolder(), 'strategy')).toContain(
      'No trend. It proposed nothing. What changes it its next proposal',
    )
    expect(await answer(tradedFolder(), 'slow')).toContain(
      '✖ timeout 2026-01-01 00:00:00Z, after 20ms: no answer within 300 s',
    )
    expect(await answer(haltedFolder(), 'strategy')).toContain(
      'the trading state is halted What changes it the trading state: riskfirst why',
    )
    expect(await answer(haltedFolder(), 'slow')).toContain('it took no part in c000003')
  })

  test('says that an agent rests, what its last error was, and when it is tried again', async () => {
    const opened = await answer(failingFolder({ cycles: 5 }), 'feed')
    expect(opened).toContain('after 20ms: down What changes it a success: it rests, and tries again in 5 cycles')
    const resting = await answer(failingFolder({ cycles: 7 }), 'feed')
    expect(resting).toContain('failed 5 times in a row; tries again in 3 cycles. Its last error: down')
    expect(resting).toContain('a success: it rests, and tries again in 3 cycles; orchestrator.breakerFailures: 0 ends')
    expect(resting).toContain('riskfirst agents run feed tries it alone')
    const last = await answer(failingFolder({ cycles: 9 }), 'feed')
    expect(last).toContain('tries again in the next cycle. Its last error: down What changes it its next try, in the')
  })

  test('tells programs where the breaker stands', async () => {
    const { io } = failingFolder({ cycles: 7 })
    await why({ dataDir, subject: 'feed', json: true }, io)
    expect(JSON.parse(io.written.out)).toMatchObject({ breaker: { state: 'open', triesInCycles: 3 } })
  })

  test.each<[FailureCode, string]>([
    ['threw', 'its next run, in the next cycle'],
    ['timeout', 'agents.feed.timeout'],
    ['no-proposal', 'riskfirst agents run feed'],
    ['invalid-proposal', 'riskfirst agents run feed'],
    ['exited', 'riskfirst logs feed'],
    ['out-of-memory', 'agents.feed.maxMemoryMb'],
    ['output-limit', 'riskfirst logs feed'],
    ['not-started', 'riskfirst config check'],
    ['protocol', 'riskfirst logs feed'],
  ])('says what changes a failure of the kind %s', async (code, remedy) => {
    const text = await answer(failingFolder({ cycles: 1, code }), 'feed')
    expect(text.slice(text.indexOf('What changes it'))).toContain(remedy)
  })

  test('explains an order with its figures and what would change it', async () => {
    const denied = await answer(tradedFolder(), 'c000001-strategy-2')
    expect(denied).toContain('max-position: BTC/USDT would be 31.5 % of equity (31.5 against a limit of 30)')
    expect(denied).toContain('What changes it a smaller position, or limits.maxPositionPercent')
    expect(await answer(tradedFolder(), 'c000001-strategy-1')).toContain('at 50,025.00, fee 0.50, cash -500.75')
    const unanswered = tradedFolder()
    const order = orderOf(unanswered.journal.begin(startOf(2)))
    unanswered.journal.sent(order)
    expect(await answer(unanswered, order.clientOrderId)).toContain(
      'the next cycle asks the broker; it is never sent twice',
    )
  })

  test('prints JSON', async () => {
    const { io } = tradedFolder()
    await why({ dataDir, subject: 'c000001-strategy-2', json: true }, io)
    expect(JSON.parse(io.written.out)).toMatchObject({ status: 'denied', value: 31.5, limit: 30 })
  })

  test('refuses what it has no record of', () => {
    const refused = (message: string) => expect.objectContaining({ code: 2, message: expect.stringContaining(message) })
    expect(() => why({ dataDir, subject: 'nobody' }, tradedFolder().io)).toThrow(
      refused('expected risk or slow or strategy, or the id of an order, got "nobody"'),
    )
    expect(() => why({ dataDir, subject: 'nobody' }, emptyFolder().io)).toThrow(refused('no record yet of "nobody"'))
  })
})
