import type { StateReason } from '../agents/agent.js'
import type { TradingJournal } from './journal.js'

/** A journal that forgets with the process: numbers its cycles after `lastNumber`, and keeps latches beside `held`. */
export function createMemoryJournal(lastNumber = 0, held: readonly StateReason[] = []): TradingJournal {
  let number = lastNumber
  const latches = new Map<string, StateReason>()
  const add = (reason: StateReason) => {
    const key = JSON.stringify([reason.code, reason.agent])
    if (!latches.has(key)) latches.set(key, { ...reason, cause: 'breach', latch: true })
  }
  held.forEach(add)
  return {
    begin({ tick, asOf }) {
      number++
      return { id: `c${String(number).padStart(6, '0')}`, number, tick, asOf }
    },
    latch(_cycle, reasons) {
      reasons.forEach(add)
    },
    latched: () => [...latches.values()],
    seal() {},
    sent() {},
    filled() {},
    protectionMoved() {},
    ended() {},
  }
}
