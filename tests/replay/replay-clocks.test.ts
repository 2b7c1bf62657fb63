import { describe, expect, it } from 'vitest'
import { createReplayClocks } from '../../src/replay/replay-clocks.js'
import { ManualTimer } from '../support/manual-timer.js'

const clocks = (breathe = () => Promise.resolve()) =>
  createReplayClocks({ startMs: 1000, timer: new ManualTimer(), breathe })

describe('the clocks of a replay', () => {
  it('are at once where they are to sleep until', async () => {
    const { calendar } = clocks()
    await calendar.sleepUntil(60_000, new AbortController().signal)
    expect(calendar.now()).toBe(60_000)
  })

  it('never go back', async () => {
    const { calendar } = clocks()
    await calendar.sleepUntil(500, new AbortController().signal)
    expect(calendar.now()).toBe(1000)
  })

  it('tell durations in market time, so that no two replays differ by how long they took', async () => {
    const { calendar, timer } = clocks()
    const startedMs = timer.now()
    await calendar.sleepUntil(4600, new AbortController().signal)
    expect(timer.now() - startedMs).toBe(3600)
  })

  it('let others have their turn now and then, and wake a sleeper who is told to', async () => {
    let breaths = 0
    const stopping = new AbortController()
    const { calendar } = clocks(async () => {
      breaths += 1
      if (breaths === 2) stopping.abort(new Error('interrupted'))
    })
    const sleeping = (async () => {
      for (let tickMs = 2000; ; tickMs += 1000) await calendar.sleepUntil(tickMs, stopping.signal)
    })()
    await expect(sleeping).rejects.toThrow('interrupted')
    expect(breaths).toBe(2)
  })
})
