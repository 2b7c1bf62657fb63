import { afterEach, beforeEach, expect, test } from 'vitest'
import { run as approve } from '../../src/commands/approve.js'
import { run as status } from '../../src/commands/status.js'
import { Approvals } from '../../src/store/approvals.js'
import { acquireLock, type Lock } from '../../src/store/lock.js'
import { recentRequests } from '../../src/store/requests.js'
import { startOf } from '../store/sealed-cycles.js'
import { emptyFolder, tradedFolder } from './traded-folder.js'

const dataDir = 'data'
const far = '2999-01-01T00:00:00.000Z'
const at = '2026-01-01T03:00:00.000Z'

let folder: ReturnType<typeof tradedFolder>
let approvals: Approvals
let lock: Lock

beforeEach(() => {
  folder = tradedFolder()
  approvals = new Approvals(folder.database)
  lock = acquireLock(folder.dataDir, { pid: 4711, startedAt: at })
})

afterEach(() => lock.release())

/** A third cycle that waits. */
function waiting(until = far): number {
  const cycle = folder.journal.begin(startOf(2))
  return approvals.ask(cycle, { phase: 'sign-off', askedAt: at, until })
}

const refused = (message: string) => expect.objectContaining({ code: 2, message: expect.stringContaining(message) })
const words = () => folder.io.written.out.replaceAll(/\s+/g, ' ')

test('lets a cycle go on that waits, and records who, when and why', async () => {
  const id = waiting()
  await status({ dataDir }, folder.io)
  expect(words()).toContain('c000003 waits after sign-off for riskfirst approve c000003, until 2999-01-01')
  expect(await approve({ dataDir, cycle: 'c000003', reason: ' looked at it ' }, folder.io)).toBe(0)
  expect(words()).toContain('c000003 is approved after sign-off and goes on.')
  expect(approvals.decision(id)).toMatchObject({ kind: 'approve', who: 'tester', reason: 'looked at it' })
  approvals.end(id, { at, heard: true })
  expect(recentRequests(folder.database, 9)).toMatchObject([
    { kind: 'approve', details: { cycle: 'c000003', phase: 'sign-off' }, appliedAt: at, result: 'heard' },
  ])
  folder.io.written.out = ''
  await status({ dataDir }, folder.io)
  expect(words()).not.toContain('waits')
  expect(words()).toContain('● done approve c000003 by tester')
})

test('or does not, with the same command', async () => {
  const id = waiting()
  expect(await approve({ dataDir, cycle: 'c000003', reject: true, json: true }, folder.io)).toBe(0)
  expect(JSON.parse(folder.io.written.out)).toMatchObject({ cycle: 'c000003', kind: 'reject', reason: null })
  expect(approvals.decision(id)).toMatchObject({ kind: 'reject' })
})

test('refuses a cycle that is not there, does not wait, or is decided, and records nothing', async () => {
  const id = waiting()
  const deciding = (cycle: string) => () => approve({ dataDir, cycle }, folder.io)
  expect(deciding('c000009')).toThrow(refused('there is no such cycle'))
  expect(deciding('c000002')).toThrow(refused('it does not: it is degraded'))
  expect(recentRequests(folder.database, 9)).toEqual([])
  await approve({ dataDir, cycle: 'c000003', reject: true, reason: 'too much' }, folder.io)
  expect(deciding('c000003')).toThrow(/tester has rejected it already, .*: too much/)
  approvals.end(id, { at, heard: true })
  expect(deciding('c000003')).toThrow(refused('tester has rejected it already'))
  expect(recentRequests(folder.database, 9)).toHaveLength(1)
})

test('refuses where nobody waits any more: the time is over, or the loop is', () => {
  const id = waiting('2026-01-01T03:10:00.000Z')
  const deciding = () => approve({ dataDir, cycle: 'c000003' }, folder.io)
  expect(deciding).toThrow(refused('nobody waits since 2026-01-01 03:10:00Z'))
  approvals.end(id, { at: '2026-01-01T03:04:00.000Z', heard: false })
  expect(deciding).toThrow(refused('nobody waits since 2026-01-01 03:04:00Z'))
  folder.journal.begin(startOf(3))
  approvals.ask({ id: 'c000004', number: 4, tick: at, asOf: at }, { phase: 'sign-off', askedAt: at, until: far })
  lock.release()
  expect(() => approve({ dataDir, cycle: 'c000004' }, folder.io)).toThrow(refused('no loop runs on data'))
})

test('makes no folder', () => {
  expect(() => approve({ dataDir, cycle: 'c000001' }, emptyFolder().io)).toThrow(refused('no loop runs on data'))
})

test('that came too late is said to be withdrawn', async () => {
  const id = waiting()
  await approve({ dataDir, cycle: 'c000003' }, folder.io)
  approvals.endAll(at)
  expect(approvals.decision(id)).toMatchObject({ kind: 'approve' })
  await status({ dataDir }, folder.io)
  expect(words()).toContain('○ withdrawn approve c000003 by tester')
})
