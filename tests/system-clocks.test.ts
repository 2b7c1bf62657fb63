import { describe, expect, it } from 'vitest'
import { systemCalendar, systemTimer } from '../src/system-clocks.js'
import { settled } from './support/manual-timer.js'

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
