import type { AgentHome, Briefing, Proposal } from '../../../src/agents/agent.js'
import { parseProposal } from '../../../src/agents/proposal.js'
import { trading } from '../../../src/agents/trading/trading.js'
import type { OrderIntent, Side } from '../../../src/desk/order.js'
import type { Portfolio } from '../../../src/desk/portfolio.js'
import type { SymbolView } from '../../../src/market/snapshot.js'
import { book, briefingFor, market, portfolio, position } from '../../support/briefing.js'

/** Sixty closes that go up by one and a half and down by one, or the other way round. */
const zigzag = (direction: 1 | -1) => Array.from({ length: 60 }, (_, i) => 100 + direction * (i * 0.25 + (i % 2)))

/** Closes of an up-trend; the last is 115.75. */
export const up = zigzag(1)
/** Closes of a down-trend; the last is 84.25. */
export const down = zigzag(-1)
/** Closes without a trend. */
export const sideways = Array.from({ length: 60 }, (_, i) => 100 + (i % 2))

/** What a briefing may differ in. */
export type Parts = NonNullable<Parameters<typeof briefingFor>[1]>

/** A proposal whose orders are there. */
export type Proposed = Proposal & { readonly orders: readonly OrderIntent[] }

/** The briefing of a market of these symbols. */
export function briefed(views: readonly SymbolView[], parts: Parts = {}) {
  return briefingFor(trading, { market: market(...views), ...parts })
}

/** What the agent proposes by rules, checked. */
export async function propose(views: readonly SymbolView[], parts: Parts = {}): Promise<Proposed> {
  return checked(await trading.run(briefed(views, parts), new AbortController().signal))
}

/** The agent, opened with a folder. */
export function opened(home: AgentHome) {
  const { run } = trading.open?.(home) ?? trading
  return {
    run: async (briefing: Briefing<Parameters<typeof run>[0]['settings']>, signal = new AbortController().signal) =>
      checked(await run(briefing, signal)),
  }
}

function checked(proposal: Proposal): Proposed {
  const parsed = parseProposal(proposal)
  if (!parsed.ok) throw new Error(parsed.message)
  return { ...proposal, orders: proposal.orders ?? [] }
}

/** All quantities of one side together. */
export function total(orders: readonly OrderIntent[], side: Side): number {
  return orders
    .filter((order) => order.side === side)
    .reduce((sum, order) => sum + Number('quantity' in order ? order.quantity : Number.NaN), 0)
}

/** An account whose agent holds this. */
export function holding(symbol: string, quantity: number, price: number): Portfolio {
  return portfolio({ own: book(position(symbol, quantity, price)) })
}

/** A proposal of another agent with one signal. */
export function signalling(symbol: string, direction: number, confidence: number): Proposal {
  return { summary: '', signals: [{ symbol, direction, confidence, reason: 'because' }] }
}
