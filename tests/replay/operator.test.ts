import { describe, expect, it } from 'vitest'
import type { StateReason } from '../../src/agents/agent.js'
import type { ExactPosition, Settlement } from '../../src/desk/settlement.js'
import type { CycleReport } from '../../src/orchestrator/record.js'
import { type OnHalt, Operator } from '../../src/replay/operator.js'
import { createMemoryJournal } from '../../src/store/memory-journal.js'

const HOUR_MS = 3_600_000
const breach: StateReason = { code: 'daily-loss', message: 'lost too much', cause: 'breach', latch: true }
const narrowed: StateReason = {
  code: 'drawdown',
  message: 'far below the peak',
  cause: 'limit',
  baseline: 'highWaterMark',
}
const holding: ExactPosition = { symbol: 'BTC/USDT', quantity: '1', cost: '100', price: '90' }

/** An operator and the hours at which it resumed, while halts hold until it does. */
function watch(onHalt: OnHalt) {
  let latched = false
  const resumed: string[] = []
  let at = ''
  const journal = { ...createMemoryJournal(), latched: () => (latched ? [breach] : []) }
  const operator = new Operator({
    onHalt,
    folder: {
      journal,
      resume() {
        latched = false
        return { lifted: [breach.code] }
      },
    },
    stepMs: HOUR_MS,
    onResumed: () => resumed.push(at),
  })
  const after = (
    time: string,
    { reasons = [] as readonly StateReason[], positions = [] as readonly ExactPosition[] } = {},
  ) => {
    at = time
    return operator.goesOn({
      cycle: { asOf: `2022-${time}:00.000Z` },
      state: { reasons },
      settlement: { account: { positions } as unknown as Settlement['account'] },
    } as unknown as CycleReport<Settlement>) // all that it looks at
  }
  return { after, resumed, halt: () => (latched = true) }
}

/** Halts in the cycle at 15:00 and goes on for so many hours. */
function haltAndGoOn(onHalt: OnHalt, hours: number) {
  const { after, resumed, halt } = watch(onHalt)
  halt()
  let goesOn = true
  for (let hour = 0; hour < hours && goesOn; hour++) {
    const at = new Date(Date.UTC(2022, 4, 7, 15 + hour)).toISOString()
    goesOn = after(at.slice(5, 16))
  }
  return { resumed, goesOn }
}

describe('the operator of a replay', () => {
  it('ends it at the first halt when told to stop', () => {
    expect(haltAndGoOn({ name: 'stop', kind: 'stop' }, 3)).toEqual({ resumed: [], goesOn: false })
  })

  it('lets a halt hold to the end when told to', () => {
    expect(haltAndGoOn({ name: 'hold', kind: 'hold' }, 500)).toEqual({ resumed: [], goesOn: true })
  })

  it('resumes after the last cycle of the day', () => {
    expect(haltAndGoOn({ name: 'resume-next-day', kind: 'resume-next-day' }, 30).resumed).toEqual(['05-07T23:00'])
  })

  it('resumes before the first cycle at which the time has passed', () => {
    expect(haltAndGoOn({ name: 'resume-after', kind: 'resume-after', afterMs: 24 * HOUR_MS }, 40).resumed).toEqual([
      '05-08T14:00',
    ])
  })

  it('takes the time from each halt anew', () => {
    const { after, resumed, halt } = watch({ name: 'resume-after', kind: 'resume-after', afterMs: 2 * HOUR_MS })
    halt()
    after('05-07T10:00')
    after('05-07T11:00')
    after('05-07T12:00')
    halt()
    after('05-07T20:00')
    after('05-07T21:00')
    expect(resumed).toEqual(['05-07T11:00', '05-07T21:00'])
  })

  it('also lifts what narrows trading by a baseline when nothing is held that could win it back', () => {
    const { after, resumed } = watch({ name: 'resume-next-day', kind: 'resume-next-day' })
    after('05-07T22:00', { reasons: [narrowed], positions: [holding] })
    after('05-07T23:00', { reasons: [narrowed], positions: [holding] })
    expect(resumed).toEqual([])
    after('05-08T22:00', { reasons: [narrowed] })
    after('05-08T23:00', { reasons: [narrowed] })
    expect(resumed).toEqual(['05-08T23:00'])
  })

  it('takes a warning for no limit', () => {
    const { after, resumed } = watch({ name: 'resume-next-day', kind: 'resume-next-day' })
    const warning: StateReason = { ...narrowed, code: 'drawdown-warning', value: 9, limit: 10 }
    after('05-07T22:00', { reasons: [warning] })
    after('05-07T23:00', { reasons: [warning] })
    expect(resumed).toEqual([])
  })

  it('leaves a soft limit that the next day lifts by itself', () => {
    const { after, resumed } = watch({ name: 'resume-next-day', kind: 'resume-next-day' })
    const ofDay: StateReason = { code: 'daily-loss-soft', message: 'a loss', cause: 'limit', baseline: 'dayStart' }
    after('05-07T22:00', { reasons: [ofDay] })
    after('05-07T23:00', { reasons: [ofDay] })
    expect(resumed).toEqual([])
  })
})
