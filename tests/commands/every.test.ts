import { describe, expect, it } from 'vitest'
import { every } from '../../src/commands/every.js'
import { ManualTimer } from '../support/manual-timer.js'

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

  it('ends when what it calls says so', async () => {
    const timer = new ManualTimer()
    let calls = 0
    const end = every(timer, 1_000, () => {
      calls++
      end()
    })
    await timer.advance(10_000)
    expect(calls).toBe(1)
    expect(timer.pendingMs).toEqual([])
  })
})
