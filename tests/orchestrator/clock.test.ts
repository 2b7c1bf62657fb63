import { describe, expect, it } from 'vitest'
import { isoTime, wait } from '../../src/orchestrator/clock.js'
import { ManualTimer } from '../support/manual-timer.js'

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

describe('isoTime', () => {
  it('is the instant, also when others were asked for between', () => {
    const instants = [0, 1_000, 0, 1_000, 1_767_225_600_000]
    expect(instants.map(isoTime)).toEqual(instants.map((epochMs) => new Date(epochMs).toISOString()))
  })
})
