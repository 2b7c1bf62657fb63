import { describe, expect, it } from 'vitest'
import { every, isoTime, systemCalendar, systemTimer, wait } from '../../src/orchestrator/clock.js'
import { ManualTimer, settled } from '../support/manual-timer.js'

describe('wait', () => {
  it('rejects at once with the reason of a signal that is aborted already', async () => {
    const timer = new ManualTimer()
    await expect(wait(timer, 1_000, AbortSignal.abort('stopped'))).rejects.toBe('stopped')
    expect(timer.pendingMs).toEqual([])
  })

  it('takes its alarm back when it is aborted', async () => {
    const timer = new ManualTimer()
    const controller = new AbortController()
    const waiting = wait(timer, 1_000, controller.signal)
    controller.abort('stopped')
    await expect(waiting).rejects.toBe('stopped')
    expect(timer.pendingMs).toEqual([])
  })
})

describe('every', () => {
  it('calls back each period until it is told to end', async () => {
    const timer = new ManualTimer()
    let calls = 0
    const end = every(timer, 1_000, () => void calls++)
    await timer.advance(3_500)
    expect(calls).toBe(3)
    end()
    await timer.advance(10_000)
    expect(calls).toBe(3)
  })
})

describe('isoTime', () => {
  it('is the instant, also when others were asked for between', () => {
    const instants = [0, 1_000, 0, 1_000, 1_767_225_600_000]
    expect(instants.map(isoTime)).toEqual(instants.map((epochMs) => new Date(epochMs).toISOString()))
  })
})

describe('the system clocks', () => {
  it('never ring at once for a delay longer than Node can take', async () => {
    let rang = false
    const handle = systemTimer.setTimeout(() => void (rang = true), 2 ** 40)
    await settled()
    systemTimer.clearTimeout(handle)
    expect(rang).toBe(false)
  })

  it('let a sleep end at once on a signal, and do not sleep until the past', async () => {
    const controller = new AbortController()
    const sleeping = systemCalendar.sleepUntil(systemCalendar.now() + 3_600_000, controller.signal)
    controller.abort('stopped')
    await expect(sleeping).rejects.toBe('stopped')
    await systemCalendar.sleepUntil(systemCalendar.now() - 1, new AbortController().signal)
  })
})
