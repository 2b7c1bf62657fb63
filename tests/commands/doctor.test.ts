import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/doctor.js'
import { exitCode } from '../../src/commands/exit-code.js'
import { acquireLock } from '../../src/store/lock.js'
import { orderOf, startOf } from '../store/sealed-cycles.js'
import type { RecordedIo } from './recorded-io.js'
import { emptyFolder, tradedFolder } from './traded-folder.js'
import { withBroker } from './with-broker.js'

/** What doctor says of one thing, and how it ends. */
async function finding(check: string, { io, dataDir }: { readonly io: RecordedIo; readonly dataDir: string }) {
  const code = await run({ dataDir, json: true }, io)
  const findings: readonly { check: string; state: string; message: string }[] = JSON.parse(io.written.out)
  return { code, ...findings.find((found) => found.check === check) }
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is yet', async () => {
    expect(await finding('broker', emptyFolder())).toMatchObject({
      code: exitCode.fine,
      state: 'ok',
      message: 'none yet',
    })
  })

  it('tells what the data folder takes and what is left, also of one that the first run makes', async () => {
    const folder = tradedFolder()
    expect(await finding('data folder', folder)).toMatchObject({
      state: 'ok',
      message: expect.stringMatching(/^.+\/data: record [\d.]+ KB, logs 0 B, metrics 0 B; [\d.]+ GB free$/),
    })
    expect((await finding('data folder', emptyFolder())).message).toMatch(
      /\/data \(made by the first run\): record 0 B, logs 0 B, metrics 0 B; [\d.]+ GB free$/,
    )
  })

  it('says whether the broker holds what the record says', async () => {
    expect(await finding('broker', withBroker(tradedFolder()))).toMatchObject({
      code: exitCode.fine,
      state: 'ok',
      message: 'holds what the record says: cash and 1 position',
    })
  })

  it('calls a broker with other figures a problem, with both', async () => {
    const folder = withBroker(tradedFolder())
    folder.database.exec("UPDATE fills SET quantity = '0.02'")
    expect(await finding('broker', folder)).toMatchObject({
      code: exitCode.configuration,
      state: 'problem',
      message: expect.stringContaining('BTC/USDT: 0.02 in the ledger, 0.01 at the broker'),
    })
  })

  it('compares nothing while an order has no answer yet, or a loop runs', async () => {
    const waiting = withBroker(tradedFolder())
    waiting.journal.sent(orderOf(waiting.journal.begin(startOf(2))))
    expect(await finding('broker', waiting)).toMatchObject({
      code: exitCode.fine,
      state: 'note',
      message: 'the next run asks it for 1 answer it owes',
    })
    const running = withBroker(tradedFolder())
    const lock = acquireLock(running.dataDir, { pid: 42, startedAt: '2026-01-01T00:00:00.000Z' })
    expect(await finding('broker', running)).toMatchObject({
      code: exitCode.fine,
      message: 'compared with the record when the loop started',
    })
    lock.release()
  })

  it('calls a data folder that is a file a problem', async () => {
    const folder = emptyFolder()
    writeFileSync(folder.dataDir, 'mine')
    expect(await finding('data folder', folder)).toMatchObject({
      code: exitCode.configuration,
      state: 'problem',
      message: `${folder.dataDir}: expected a folder, found a file`,
    })
  })
})
