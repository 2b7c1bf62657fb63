import type { RecordedFill } from './recorded-fill.js'
import type { TradeFigures } from './report.js'

/** What an agent holds of a symbol, in units of 10⁻⁸: flat is exactly 0, and so is a trade that neither won nor lost. */
interface OpenTrade {
  readonly openedMs: number
  quantity: bigint
  cashFlow: bigint
}

/** Trades of one agent that were closed. */
export interface ClosedTrades {
  readonly closed: number
  readonly won: number
}

interface Count {
  closed: number
  won: number
}

const HOUR_MS = 3_600_000

/** Follows each book's position in each symbol from flat to flat. */
export class RoundTrips {
  readonly #open = new Map<string, OpenTrade>()
  readonly #byAgent = new Map<string, Count>()
  readonly #all: Count = { closed: 0, won: 0 }
  #profits = 0
  #losses = 0
  #heldMs = 0

  add({ agent, symbol, side, atMs, exact }: RecordedFill): void {
    const key = `${symbol} ${agent}`
    const trade = this.#open.get(key) ?? { openedMs: atMs, quantity: 0n, cashFlow: 0n }
    this.#open.set(key, trade)
    trade.quantity += side === 'buy' ? unitsOf(exact.quantity) : -unitsOf(exact.quantity)
    trade.cashFlow += unitsOf(exact.cashFlow)
    if (trade.quantity !== 0n) return
    this.#open.delete(key)
    this.#close(agent, trade, atMs)
  }

  of(agent: string): ClosedTrades {
    return this.#byAgent.get(agent) ?? { closed: 0, won: 0 }
  }

  figures(): TradeFigures {
    const { closed, won } = this.#all
    return {
      closed,
      won,
      win_rate_percent: closed === 0 ? null : (100 * won) / closed,
      profit_factor: this.#losses === 0 ? null : this.#profits / this.#losses,
      average_hold_hours: closed === 0 ? null : this.#heldMs / closed / HOUR_MS,
    }
  }

  #close(agent: string, { openedMs, cashFlow }: OpenTrade, atMs: number): void {
    const own = this.#byAgent.get(agent) ?? { closed: 0, won: 0 }
    this.#byAgent.set(agent, own)
    for (const count of [own, this.#all]) {
      count.closed += 1
      if (cashFlow > 0n) count.won += 1
    }
    const profit = Number(cashFlow) / 1e8
    if (profit > 0) this.#profits += profit
    else this.#losses -= profit
    this.#heldMs += atMs - openedMs
  }
}

/** A decimal string of the desk, which has at most 8 places, in units of 10⁻⁸. */
function unitsOf(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(8, '0'))
}
