import { describe, expect, it } from 'vitest'
import type { Proposal } from '../../src/agents/agent.js'
import { notDue } from '../../src/conditions/not-due.js'
import { conditionShape } from '../../src/config/condition-schema.js'
import { z } from '../../src/index.js'
import type { Moment } from '../../src/orchestrator/plan.js'

const schema = z.strictObject(conditionShape)

const momentOf = (asOf: string, parts: Partial<Moment> = {}): Moment => ({
  cycle: { id: 'c7', number: 7, tick: asOf, asOf },
  previousAsOf: undefined,
  state: { state: 'active', reasons: [], restrict: [], since: asOf },
  healthOf: () => 'unknown',
  proposalOf: () => undefined,
  ...parts,
})
const noon = momentOf('2026-01-01T12:00:00.000Z')

/** Why an agent with these conditions, as a file says them, has no turn; undefined when it has. */
const whyNot = (conditions: z.input<typeof schema>, moment: Moment) => notDue(schema.parse(conditions))?.(moment)

describe('an agent without conditions', () => {
  it('has nothing to be asked', () => {
    expect(notDue({})).toBeUndefined()
  })
})

describe('every', () => {
  const inCycle = (number: number) => ({ ...noon, cycle: { ...noon.cycle, number } })

  it('gives a turn in each cycle whose number is a multiple, and tells the next', () => {
    expect(whyNot({ every: 4 }, inCycle(8))).toBeUndefined()
    expect(whyNot({ every: 4 }, inCycle(7))).toBe('runs every 4 cycles, next in cycle 8')
    expect(whyNot({ every: 4 }, inCycle(9))).toBe('runs every 4 cycles, next in cycle 12')
    expect(whyNot({ every: 1 }, inCycle(7))).toBeUndefined()
  })
})

describe('a schedule', () => {
  const schedule = '0 */4 * * *'
  const between = (previousAsOf: string | undefined, asOf: string) => momentOf(asOf, { previousAsOf })

  it.each([
    ['2026-01-01T11:45:00.000Z', '2026-01-01T12:00:00.000Z'],
    ['2026-01-01T11:50:00.000Z', '2026-01-01T12:05:00.000Z'],
    ['2026-01-01T02:00:00.000Z', '2026-01-02T03:00:00.000Z'],
  ])('is due when one of its instants lies after %s and not after %s', (previous, asOf) => {
    expect(whyNot({ schedule }, between(previous, asOf))).toBeUndefined()
  })

  it('is due once for an instant, and tells the next', () => {
    expect(whyNot({ schedule }, between('2026-01-01T12:00:00.000Z', '2026-01-01T12:15:00.000Z'))).toBe(
      'runs on the schedule "0 */4 * * *", next at 2026-01-01T16:00:00.000Z',
    )
  })

  it('is due in the first cycle of all only at an instant', () => {
    expect(whyNot({ schedule }, noon)).toBeUndefined()
    expect(whyNot({ schedule }, momentOf('2026-01-01T12:00:00.001Z'))).toContain('next at')
  })

  it('hangs on the clock of a time zone, over the change to summer time', () => {
    const atNine = { schedule: { cron: '0 9 * * *', timeZone: 'Europe/Berlin' } }
    expect(whyNot(atNine, between('2026-03-28T07:45:00Z', '2026-03-28T08:00:00Z'))).toBeUndefined()
    expect(whyNot(atNine, between('2026-03-29T06:45:00Z', '2026-03-29T07:00:00Z'))).toBeUndefined()
    expect(whyNot(atNine, between('2026-03-29T07:45:00Z', '2026-03-29T08:00:00Z'))).toContain('next at')
  })
})

describe('hours', () => {
  type Hours = NonNullable<z.input<typeof schema>['hours']>
  const at = (asOf: string, hours: Hours) => whyNot({ hours }, momentOf(asOf))
  const office: Hours = {
    from: '09:00',
    to: '17:30',
    timeZone: 'Europe/Berlin',
    weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  }

  it.each([
    ['2026-01-05T08:00:00Z', true],
    ['2026-01-05T07:59:59Z', false],
    ['2026-01-05T16:29:59Z', true],
    ['2026-01-05T16:30:00Z', false],
    ['2026-07-06T07:00:00Z', true],
    ['2026-01-04T12:00:00Z', false],
  ])('hold at %s: %s', (asOf, isDue) => {
    expect(at(asOf, office) === undefined).toBe(isDue)
  })

  it('say what they are, and what the time is', () => {
    expect(at('2026-01-05T06:30:00Z', office)).toBe(
      'runs from 09:00 to 17:30 on mon, tue, wed, thu, fri, Europe/Berlin; it is 07:30 on mon',
    )
  })

  it.each([
    ['2026-01-05T23:00:00Z', true],
    ['2026-01-06T05:59:00Z', true],
    ['2026-01-06T06:00:00Z', false],
    ['2026-01-05T05:00:00Z', false],
    ['2026-01-06T23:00:00Z', false],
  ])('past midnight belong to the day they began on: %s %s', (asOf, isDue) => {
    expect(at(asOf, { from: '22:00', to: '06:00', weekdays: ['mon'] }) === undefined).toBe(isDue)
  })

  it('are all of a day by default', () => {
    expect(at('2026-01-05T00:00:00Z', { weekdays: ['mon'] })).toBeUndefined()
    expect(at('2026-01-05T23:59:59Z', { weekdays: ['mon'] })).toBeUndefined()
    expect(at('2026-01-06T00:00:00Z', { weekdays: ['mon'] })).toContain('it is 00:00 on tue')
  })
})

describe('when', () => {
  it('looks at the health of another agent after the cycle before', () => {
    const of = (health: ReturnType<Moment['healthOf']>) => momentOf('2026-01-01T12:00:00Z', { healthOf: () => health })
    expect(whyNot({ when: { agent: 'feed', health: 'healthy' } }, of('healthy'))).toBeUndefined()
    expect(whyNot({ when: { agent: 'feed', health: ['healthy', 'unknown'] } }, of('degraded'))).toBe(
      'runs while feed is healthy or unknown; it is degraded',
    )
  })

  it('looks at the trading state', () => {
    expect(whyNot({ when: { state: 'active' } }, noon)).toBeUndefined()
    expect(whyNot({ when: { state: ['reducing', 'halted'] } }, noon)).toBe(
      'runs while the state is reducing or halted; it is active',
    )
  })

  it.each([
    [{ signal: 'positive' }, undefined],
    [{ signal: 'negative' }, undefined],
    [{ signal: 'positive', symbol: 'A/B' }, undefined],
    [{ signal: 'negative', symbol: 'A/B' }, 'runs on a negative signal of feed for A/B'],
    [{ signal: 'positive', symbol: 'X/Y' }, 'runs on a positive signal of feed for X/Y'],
  ] as const)('looks at the signals of another agent in this cycle: %j', (wanted, why) => {
    const signals = [
      { symbol: 'A/B', direction: 0.4, confidence: 1, reason: 'up' },
      { symbol: 'C/D', direction: -0.1, confidence: 1, reason: 'down' },
    ]
    const proposal: Proposal = { summary: '', signals }
    const moment = momentOf('2026-01-01T12:00:00Z', { proposalOf: (name) => (name === 'feed' ? proposal : undefined) })
    expect(whyNot({ when: { agent: 'feed', ...wanted } }, moment)).toBe(why)
  })

  it('sees no signal where the agent proposed nothing', () => {
    expect(whyNot({ when: { agent: 'feed', signal: 'positive' } }, noon)).toBe('runs on a positive signal of feed')
  })
})

describe('several conditions', () => {
  it('must all hold', () => {
    const both = { every: 7, when: { state: 'halted' as const } }
    expect(whyNot(both, noon)).toContain('the state is halted')
    expect(whyNot({ ...both, every: 2 }, noon)).toContain('every 2 cycles')
    expect(whyNot({ every: 7, when: { state: 'active' } }, noon)).toBeUndefined()
  })
})
