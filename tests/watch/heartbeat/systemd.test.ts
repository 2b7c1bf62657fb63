import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSystemdNotices } from '../../../src/watch/heartbeat/systemd.js'
import { freshDir } from '../../support/candles.js'
import { settled } from '../../support/manual-timer.js'
import { begun, context, ended, sleeping } from './watched.js'

/** A folder with a stand-in for systemd-notify, which writes down a line of JSON a call: what it was told, and where. */
async function notified(script = '') {
  const dir = await freshDir()
  const program = join(dir, 'systemd-notify')
  const notes = join(dir, 'notes')
  await writeFile(
    program,
    `#!${process.execPath}
const { appendFileSync } = require('node:fs')
appendFileSync(${JSON.stringify(notes)}, JSON.stringify([process.env.NOTIFY_SOCKET, ...process.argv.slice(2)]) + '\\n')
${script}
`,
  )
  await chmod(program, 0o755)
  const calls = async (): Promise<readonly (readonly string[])[]> => {
    const text = await readFile(notes, 'utf8').catch(() => '')
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as string[]) // as written above
  }
  return { env: { NOTIFY_SOCKET: '/run/notify', PATH: dir }, calls }
}

const unclosed = new AbortController().signal

describe('notices to systemd', () => {
  it('say that it is ready with the first event, when every agent has started, and not before', async () => {
    const { env, calls } = await notified()
    const part = createSystemdNotices(context({ env }).context)
    part.onBeat?.()
    await part.close?.(undefined, unclosed)
    expect(await calls()).toEqual([])
    part.onEvent?.(begun(1))
    await part.close?.(undefined, unclosed)
    expect(await calls()).toEqual([['/run/notify', 'READY=1']])
  })

  it('say how a cycle ended and when the next begins, without secrets and on one line', async () => {
    const { env, calls } = await notified()
    const { context: given } = context({ env, secrets: ['s3cret'] })
    const part = createSystemdNotices(given)
    part.onEvent?.(ended(1, 'halted', [{ code: 'daily-loss\ns3cret', message: 'down', cause: 'breach' }]))
    part.onEvent?.(sleeping)
    await part.close?.(undefined, unclosed)
    const status = 'STATUS=c000001 halted, halted (daily-loss [masked]); next 2026-01-01T10:15:00.000Z'
    expect(await calls()).toEqual([['/run/notify', 'READY=1', status]])
  })

  it('say the status of fast cycles every five seconds at most', async () => {
    const { env, calls } = await notified()
    const { context: given, timer } = context({ env })
    const part = createSystemdNotices(given)
    for (let number = 1; number <= 100; number++) {
      part.onEvent?.(ended(number))
      await timer.advance(100)
      await part.close?.(undefined, unclosed)
    }
    const told = await calls()
    expect(told).toHaveLength(2)
    expect(told[1]).toEqual(['/run/notify', 'STATUS=c000051 success, active'])
  })

  it('feed the watchdog in half its time, on beats of the loop and on nothing else', async () => {
    const { env, calls } = await notified()
    const { context: given, timer } = context({ env: { ...env, WATCHDOG_USEC: '60000000' } })
    const part = createSystemdNotices(given)
    for (let beat = 0; beat < 13; beat++) {
      part.onBeat?.()
      await part.close?.(undefined, unclosed)
      await timer.advance(5000)
    }
    expect(await calls()).toEqual(Array.from({ length: 3 }, () => ['/run/notify', 'WATCHDOG=1']))
    await timer.advance(600_000)
    expect(timer.pendingMs).toEqual([])
    expect(await calls()).toHaveLength(3)
  })

  it('leave the watchdog of another process alone, and say of one that no loop could feed', async () => {
    const { env, calls } = await notified()
    const other = createSystemdNotices(
      context({ env: { ...env, WATCHDOG_USEC: '60000000', WATCHDOG_PID: '1' } }).context,
    )
    other.onBeat?.()
    await other.close?.(undefined, unclosed)
    expect(await calls()).toEqual([])
    const { context: given, said } = context({ env: { ...env, WATCHDOG_USEC: '5000000' } })
    createSystemdNotices(given)
    expect(said).toEqual(['systemd: WatchdogSec: expected at least 15s, got 5s'])
  })

  it('say that it stops, and with which exit code', async () => {
    const { env, calls } = await notified()
    const part = createSystemdNotices(context({ env }).context)
    await part.close?.({ code: 20 }, unclosed)
    expect(await calls()).toEqual([['/run/notify', 'STOPPING=1', 'STATUS=stopped with exit code 20']])
  })

  it('that fail are said once, and that the program is missing too', async () => {
    const { env } = await notified('process.stderr.write("Failed to notify init system\\n"); process.exit(1)')
    const failing = context({ env })
    const part = createSystemdNotices(failing.context)
    part.onEvent?.(begun(1))
    await part.close?.(undefined, unclosed)
    await part.close?.({ code: 0 }, unclosed)
    expect(failing.said).toEqual(['systemd: Failed to notify init system'])
    const missing = context({ env: { NOTIFY_SOCKET: '/run/notify', PATH: '/nowhere' } })
    const other = createSystemdNotices(missing.context)
    other.onEvent?.(begun(1))
    await other.close?.(undefined, unclosed)
    expect(missing.said).toEqual(['systemd: systemd-notify is not on the path'])
  })

  it('that hang are given up when the run has no more time', async () => {
    const { env, calls } = await notified('setInterval(() => {}, 1000)')
    const { context: given, said } = context({ env })
    const part = createSystemdNotices(given)
    const closing = new AbortController()
    const closed = part.close?.({ code: 0 }, closing.signal)
    while ((await calls()).length === 0) await settled()
    closing.abort()
    await closed
    expect(said).toEqual([])
  })
})
