import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/database.js'
import { createJournal } from '../../src/store/journal.js'
import { identity } from '../store/data-folders.js'
import {
  dailyLoss,
  fillOf,
  orderOf,
  receiptOf,
  reportOf,
  runOf,
  settlementOf,
  startOf,
} from '../store/sealed-cycles.js'
import { type RecordedIo, recordedIo } from './recorded-io.js'

/** A working folder, and the data folder in it that nothing has run on. */
export function emptyFolder(): { readonly io: RecordedIo; readonly dataDir: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'riskfirst-commands-'))
  return { io: recordedIo(cwd), dataDir: join(cwd, 'data') }
}

/** A data folder on which two cycles ran: one that filled and denied an order, one in which an agent timed out. */
export function tradedFolder() {
  const { io, dataDir } = emptyFolder()
  const { database } = openStore({ dataDir, identity })
  const journal = createJournal(database)

  const first = journal.begin(startOf(0))
  const order = orderOf(first)
  journal.sent(order)
  journal.filled(fillOf(order), { stop: '47500' })
  const denied = receiptOf(orderOf(first, 'strategy', 2), {
    status: 'denied',
    code: 'max-position',
    message: 'BTC/USDT would be 31.5 % of equity',
    value: 31.5,
    limit: 30,
  })
  journal.seal(reportOf(first, { settlement: settlementOf({ receipts: [receiptOf(order, {}), denied] }) }))

  const second = journal.begin(startOf(1))
  const failure = { code: 'timeout', message: 'no answer within 300 s' } as const
  const slow = { status: 'timeout', failure, attempts: [{ number: 1, durationMs: 20.25, failure }] } as const
  const silent = { status: 'noop', proposal: { summary: 'No trend.' } } as const
  journal.seal(
    reportOf(second, {
      status: 'degraded',
      runs: [runOf('risk'), runOf('strategy', silent), runOf('slow', slow)],
      health: { risk: 'healthy', strategy: 'healthy', slow: 'degraded' },
    }),
  )
  return { io, dataDir, database, journal }
}

/** The same after a third cycle that breached the daily loss, which is latched. */
export function haltedFolder() {
  const folder = tradedFolder()
  const { journal } = folder
  const cycle = journal.begin(startOf(2))
  journal.latch(cycle, [dailyLoss])
  const failure = { code: 'state', message: 'the trading state is halted' } as const
  journal.seal(
    reportOf(cycle, {
      status: 'halted',
      state: { state: 'halted', reasons: [dailyLoss], restrict: [], since: cycle.asOf },
      runs: [runOf('risk'), { ...runOf('strategy', { status: 'halted', failure, attempts: [] }) }],
    }),
  )
  return folder
}

/** The widest line of what was printed. */
export const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length))
