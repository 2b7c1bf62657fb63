import type { Ledger } from './ledger.js'
import type { Receipt } from './order.js'
import type { Exit } from './order-pass.js'
import type { DueExit } from './protections.js'

/** Why positions are sold whole, and how; the trigger is part of the client order ids. */
export interface ExitCause extends Pick<Exit, 'origin' | 'reason' | 'atAnyPrice'> {
  readonly trigger: 'flatten' | 'halt' | 'close'
  /** Only the positions in this symbol. */
  readonly symbol?: string
}

/** A person wants to be out of everything, at any price. */
export const flattening: ExitCause = { trigger: 'flatten', origin: 'flatten', reason: 'flatten', atAnyPrice: true }

/** A breach has halted trading, and its limits say to be out of everything then. */
export function breached(reason: string): ExitCause {
  return { trigger: 'halt', origin: 'flatten', reason, atAnyPrice: false }
}

/** A person wants to be out of one symbol. */
export function closing(symbol: string, reason: string): ExitCause {
  return { trigger: 'close', origin: 'close', symbol, reason, atAnyPrice: false }
}

/** The exit of every position of every book, or of those in one symbol. */
export function exitsOf(
  ledger: Ledger,
  cycleId: string,
  { trigger, symbol: only, ...how }: ExitCause,
): readonly Exit[] {
  return [...ledger.books].flatMap(([agent, { holdings }]) =>
    [...holdings.keys()]
      .filter((symbol) => only === undefined || symbol === only)
      .map((symbol) => ({ clientOrderId: `${cycleId}-${agent}-${trigger}-${symbol}`, agent, symbol, ...how })),
  )
}

/** The exit of a position whose protection fired. */
export function protectiveExit(cycleId: string, { agent, symbol, trigger, reason }: DueExit): Exit {
  const clientOrderId = `${cycleId}-${agent}-${trigger}-${symbol}`
  return { clientOrderId, agent, symbol, origin: 'protection', reason, atAnyPrice: false }
}

/** What has taken an agent out of a symbol, or everybody, before any agent ran in this cycle; undefined: nothing. */
export function exitedBy(
  receipts: readonly Receipt[],
  agent: string,
  symbol: string,
): 'protection' | 'close' | undefined {
  for (const receipt of receipts) {
    if (receipt.symbol !== symbol) continue
    if (receipt.origin === 'close') return 'close'
    if (receipt.origin === 'protection' && receipt.agent === agent) return 'protection'
  }
  return undefined
}
