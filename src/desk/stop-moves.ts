import type { MarketSnapshot } from '../market/snapshot.js'
import { type DeskState, denyAdmission, noPrice } from './admission.js'
import { type Check, type Denial, firstDenial } from './denial.js'
import type { Ledger } from './ledger.js'
import { type Amount, formatAmount, readPositiveAmount } from './money.js'
import type { DenialCode, Protection } from './order.js'
import type { OrderSender, Refuse } from './order-sender.js'
import { type Prices, viewOf } from './prices.js'
import type { Protections } from './protections.js'

/** Where stops of positions of an agent's own book are to move up to, by symbol: decimal strings. */
export type StopsBySymbol = Readonly<Record<string, { readonly stop: string }>>

/** A stop that an agent would like for a position of its own book: it only ever moves up. */
interface StopMove {
  readonly agent: string
  readonly symbol: string
  /** A decimal string. */
  readonly stop: string
}

/** What became of one stop. */
export interface StopReceipt extends StopMove {
  /** The stop before; missing when there was none. */
  readonly before?: string
  /** `dry-run`: passed every check, not kept. */
  readonly status: 'moved' | 'denied' | 'dry-run'
  /** Denied: why. */
  readonly code?: DenialCode
  readonly message?: string
}

/** What the stops of one cycle are held against. */
export interface StopRules {
  readonly state: DeskState
  readonly market: MarketSnapshot | undefined
  readonly priceNow: Prices
  readonly ledger: Ledger
  readonly sender: OrderSender
  readonly refuse: Refuse
  readonly protections: Protections
}

/** A move, and what decides on it. */
interface Asking {
  readonly move: StopMove
  readonly stop: Amount | undefined
  readonly kept: Protection | undefined
  readonly price: Amount | undefined
  readonly rules: StopRules
}

const checks: readonly Check<Asking>[] = [
  refused,
  inadmissible,
  notAnAmount,
  nothingHeld,
  awaitsBuy,
  notUnderPrice,
  notUp,
]

/** Moves stops up, each in the journal before it binds; the rest of a position's protection stays as it is. */
export function moveStops(agent: string, stops: StopsBySymbol, rules: StopRules): readonly StopReceipt[] {
  return Object.entries(stops).map(([symbol, { stop }]) => moveStop({ agent, symbol, stop }, rules))
}

function moveStop(move: StopMove, rules: StopRules): StopReceipt {
  const { agent, symbol } = move
  const kept = rules.protections.get(agent, symbol)
  const stop = readPositiveAmount(move.stop)
  const denial = firstDenial(checks, { move, stop, kept, price: rules.priceNow(symbol), rules })
  const facts: Omit<StopReceipt, 'status'> = kept?.stop === undefined ? move : { before: kept.stop, ...move }
  if (denial !== undefined || stop === undefined) return deniedStop(facts, denial)
  const tighter = { ...facts, stop: formatAmount(stop) }
  const kind = rules.sender.protect({ agent, symbol, protect: { ...kept, stop: tighter.stop } })
  return typeof kind === 'string' ? { status: kind, ...tighter } : deniedStop(tighter, kind)
}

function deniedStop(facts: Omit<StopReceipt, 'status'>, denial: Denial | undefined): StopReceipt {
  const { code, message } = denial ?? { code: 'invalid-order', message: 'no stop' }
  return { status: 'denied', code, message, ...facts }
}

function refused({ rules }: Asking): Denial | undefined {
  return rules.refuse()
}

/** A stop may be moved where a sale would be sent: never in a halt, nor at a price that cannot be trusted. */
function inadmissible({ move: { symbol }, price, rules: { state, market } }: Asking): Denial | undefined {
  const view = market === undefined ? undefined : viewOf(market, symbol)
  return denyAdmission({ side: 'sell', symbol, state, view, price })
}

function notAnAmount({ move, stop }: Asking): Denial | undefined {
  if (stop !== undefined) return undefined
  return { code: 'invalid-order', message: `stop: expected a positive decimal such as "12.5", got "${move.stop}"` }
}

function nothingHeld({ move: { agent, symbol }, rules: { ledger } }: Asking): Denial | undefined {
  if (ledger.held(agent, symbol) > 0n) return undefined
  return { code: 'nothing-held', message: `the book of ${agent} holds no ${symbol}` }
}

/** The fill of a buy brings its own protection, which must not undo one that was asked for after it. */
function awaitsBuy({ move: { agent, symbol }, rules: { sender } }: Asking): Denial | undefined {
  if (!sender.awaitsBuy(agent, symbol)) return undefined
  return { code: 'restricted', message: `a buy of ${symbol} has no answer yet, and brings a stop of its own` }
}

/** A stop at the price would be a sale by another name. */
function notUnderPrice({ move: { symbol }, stop = 0n, price }: Asking): Denial | undefined {
  if (price === undefined) return noPrice(symbol)
  if (stop < price) return undefined
  return {
    code: 'invalid-order',
    message: `a stop at ${formatAmount(stop)} is not under the price ${formatAmount(price)}`,
  }
}

function notUp({ stop = 0n, kept }: Asking): Denial | undefined {
  const before = kept?.stop === undefined ? undefined : readPositiveAmount(kept.stop)
  if (before === undefined || stop > before) return undefined
  return {
    code: 'stop-not-up',
    message: `a stop only moves up: it is at ${formatAmount(before)}, asked for ${formatAmount(stop)}`,
  }
}
