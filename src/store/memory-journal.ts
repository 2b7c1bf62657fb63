import { cycleIdOf } from './cycle-id.js'
import type { TradingJournal } from './journal.js'
import { type Latch, latchOf } from './latches.js'

/** A journal that forgets with the process. */
export interface MemoryJournal extends TradingJournal {
  /** Lifts every latch that holds, and tells them; it shows when the next cycle begins. */
  lift(): readonly Latch[]
}

/** Numbers its cycles after `lastNumber`, and keeps latches beside `held`. */
export function createMemoryJournal(lastNumber = 0, held: readonly Latch[] = []): MemoryJournal {
  let number = lastNumber
  let lastId = Math.max(0, ...held.map(({ id }) => id))
  let active = held
  const kept = new Map(held.map((latch) => [keyOf(latch), latch]))
  return {
    begin({ tick, asOf }) {
      number++
      active = [...kept.values()]
      return { id: cycleIdOf(number), number, tick, asOf }
    },
    latch(cycle, reasons) {
      for (const reason of reasons) {
        const key = keyOf(reason)
        if (!kept.has(key)) kept.set(key, latchOf(reason, { id: ++lastId, cycle }))
      }
      active = [...kept.values()]
    },
    checkpoint() {},
    latched: () => active,
    lift() {
      const lifted = [...kept.values()]
      kept.clear()
      return lifted
    },
    seal() {},
    sent() {},
    filled() {},
    protectionMoved() {},
    ended() {},
  }
}

const keyOf = ({ code, agent }: Pick<Latch, 'code' | 'agent'>) => JSON.stringify([code, agent])
