import type { SymbolView } from '../market/snapshot.js'
import { type Check, type Denial, firstDenial } from './denial.js'
import type { Amount } from './money.js'
import type { Side } from './order.js'

/** What the gate decided, as far as the desk cares. */
export interface DeskState {
  readonly state: 'active' | 'reducing' | 'halted'
  readonly reasons?: readonly {
    readonly message: string
    readonly cause?: 'warning' | 'limit' | 'breach' | 'unknown' | 'kill-switch'
  }[]
  readonly restrict: readonly {
    readonly symbol: string
    readonly state: 'reducing' | 'halted'
    readonly reason: string
  }[]
}

/** What broke, where nothing but a breach halts trading; undefined otherwise: what is unknown liquidates nothing. */
export function breachOf({ state, reasons = [] }: DeskState): string | undefined {
  if (state !== 'halted') return undefined
  const isOtherHalt = reasons.some(({ cause }) => cause === 'unknown' || cause === 'kill-switch')
  return isOtherHalt ? undefined : reasons.find(({ cause }) => cause === 'breach')?.message
}

/** What decides whether anything may be sent for a symbol, whatever its size. */
export interface Asking {
  readonly side: Side
  readonly symbol: string
  readonly state: DeskState
  /** As observed in this cycle. */
  readonly view: SymbolView | undefined
  /** Asked for right now. */
  readonly price: Amount | undefined
}

const checks: readonly Check<Asking>[] = [halted, reducing, restricted, unknownSymbol, unpriced, suspect]

/** The first reason not to trade a symbol at all; undefined when there is none. */
export function denyAdmission(asking: Asking): Denial | undefined {
  return firstDenial(checks, asking)
}

/** The denial of a symbol that the market gives no price for at this moment. */
export function noPrice(symbol: string): Denial {
  return { code: 'no-price', message: `${symbol} has no price now` }
}

function halted({ state }: Asking): Denial | undefined {
  return state.state === 'halted' ? { code: 'halted', message: because('halted', state) } : undefined
}

function reducing({ side, state }: Asking): Denial | undefined {
  return side === 'buy' && state.state === 'reducing'
    ? { code: 'reducing', message: because('reducing', state) }
    : undefined
}

function restricted({ side, symbol, state }: Asking): Denial | undefined {
  const restriction = state.restrict.find(
    (rule) => rule.symbol === symbol && (side === 'buy' || rule.state === 'halted'),
  )
  if (restriction === undefined) return undefined
  return { code: 'restricted', message: `${symbol} is ${restriction.state}: ${restriction.reason}` }
}

function unknownSymbol({ symbol, view }: Asking): Denial | undefined {
  return view === undefined ? { code: 'unknown-symbol', message: `${symbol} is not in the market` } : undefined
}

function unpriced({ symbol, view, price }: Asking): Denial | undefined {
  if (view?.condition === 'absent' || view?.condition === 'partial')
    return { code: 'no-price', message: `${symbol} is ${view.condition}${view.reason ? `: ${view.reason}` : ''}` }
  return price === undefined ? noPrice(symbol) : undefined
}

/** Also for a reduction: a bad tick must not sell anything. */
function suspect({ symbol, view }: Asking): Denial | undefined {
  if (view?.condition !== 'suspect') return undefined
  return { code: 'suspect-price', message: `the price of ${symbol} is suspect${view.reason ? `: ${view.reason}` : ''}` }
}

function because(name: string, { reasons }: DeskState): string {
  const first = reasons?.[0]?.message
  return first === undefined ? `the trading state is ${name}` : `${name}: ${first}`
}
