import { describe, expect, it } from 'vitest'
import type { Interposed } from '../../src/compose.js'
import { brokerWith, journalWith } from '../../src/drill/stand-ins.js'
import type { MarketSource, SymbolView } from '../../src/market/snapshot.js'
import { playedAlone } from './stage.js'

/** A source whose views are passed through `lie`. */
function lying(lie: (view: SymbolView, asOfMs: number) => SymbolView): Interposed['source'] {
  return (real): MarketSource => ({
    label: real.label,
    identity: real.identity,
    symbols: real.symbols,
    nextAsOf: (tickMs, previousMs) => real.nextAsOf(tickMs, previousMs),
    now: (asOfMs, nowMs) => real.now(asOfMs, nowMs),
    quote: (symbol, asOfMs) => real.quote(symbol, asOfMs) ?? 1,
    snapshot(asOfMs, nowMs) {
      const { symbols, ...rest } = real.snapshot(asOfMs, nowMs)
      const told = Object.entries(symbols).map(([symbol, view]) => [symbol, lie(view, asOfMs)] as const)
      return { ...rest, symbols: Object.fromEntries(told) }
    },
  })
}

interface Gone {
  readonly scenario: string
  readonly protection: string
  readonly meddled: Partial<Interposed>
  /** What the row must say did not hold. */
  readonly fault: RegExp
}

const gone: readonly Gone[] = [
  {
    scenario: 'limit-breach',
    protection: 'latches are forgotten',
    meddled: { journal: (journal) => journalWith(journal, { latch() {}, latched: () => [] }) },
    fault: /ended when the prices came back/,
  },
  {
    scenario: 'stale-market',
    protection: 'a source says that old prices are fresh',
    meddled: { source: lying((view, asOfMs) => ({ ...view, lastAtMs: asOfMs, ageMs: 0 })) },
    fault: /cycles ended as success/,
  },
  {
    scenario: 'partial-portfolio',
    protection: 'a source gives a price of nothing where it has none',
    meddled: {
      source: lying((view, asOfMs) =>
        view.condition === 'partial' ? { ...view, condition: 'listed', last: 1, lastAtMs: asOfMs, ageMs: 0 } : view,
      ),
    },
    fault: /orders were sent: 2/,
  },
  {
    scenario: 'journal-begin',
    protection: 'a journal makes a number up when it cannot keep one',
    meddled: {
      journal: (journal) =>
        journalWith(journal, {
          begin(start) {
            try {
              return journal.begin(start)
            } catch {
              return { id: 'c000002', number: 2, ...start } // the lie
            }
          },
          checkpoint() {},
        }),
    },
    fault: /agents were started: 1/,
  },
  {
    scenario: 'journal-sent',
    protection: 'a journal says that it kept an order, and did not',
    meddled: {
      journal: (journal) =>
        journalWith(journal, {
          sent(order) {
            try {
              journal.sent(order)
            } catch {
              // The lie.
            }
          },
        }),
    },
    fault: /ledger and the broker do not agree/,
  },
  {
    scenario: 'journal-seal',
    protection: 'a broker fills every order twice',
    meddled: {
      broker: (broker) =>
        brokerWith(broker, {
          async place(order) {
            await broker.place({ ...order, clientOrderId: `${order.clientOrderId}-again` })
            return broker.place(order)
          },
        }),
    },
    fault: /broker/,
  },
  {
    scenario: 'kill-placed',
    protection: 'a broker has forgotten the order that it filled',
    meddled: { broker: (broker) => brokerWith(broker, { lookup: async () => undefined }) },
    fault: /broker/,
  },
  {
    scenario: 'kill-unsealed',
    protection: 'the next start sends an order twice',
    meddled: {
      broker: (broker) =>
        brokerWith(broker, {
          async place(order) {
            await broker.place({ ...order, clientOrderId: `${order.clientOrderId}-again` })
            return broker.place(order)
          },
        }),
    },
    fault: /-again was filled, and the record lost it/,
  },
]

describe('a scenario', () => {
  it.each(gone)('fails when the protection is gone: $scenario, $protection', async ({ scenario, meddled, fault }) => {
    const { result, faults } = await playedAlone(scenario, { meddled })
    expect(result).toBe('fail')
    expect(faults.join('\n')).toMatch(fault)
  })

  it.each(gone)('passes while it is there: $scenario', async ({ scenario }) => {
    expect(await playedAlone(scenario)).toMatchObject({ result: 'pass', faults: [] })
  })
})
