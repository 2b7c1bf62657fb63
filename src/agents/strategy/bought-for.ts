import * as z from 'zod'
import type { Json } from '../agent.js'
import { type StrategyName, strategyNames } from './trading-strategy.js'

/** By symbol, which strategies a position was bought for. */
export type BoughtFor = Readonly<Record<string, readonly StrategyName[]>>

/** So many fit into what a proposal may remember; of the others it is as if nobody remembered. */
const MOST_SYMBOLS = 500

const remembered = z.object({
  boughtFor: z.record(z.string(), z.array(z.enum(strategyNames))),
})

/** What the last proposal remembered; empty when that is nothing or makes no sense. */
export function recall(memory: Json | undefined): BoughtFor {
  return (memory === undefined ? undefined : remembered.safeParse(memory).data?.boughtFor) ?? {}
}

/**
 * The strategies whose reasons keep a position: those it was bought for that are still on, or all that are on when nobody
 * remembers, as after a crash between a fill and the end of its cycle.
 */
export function keepersOf(symbol: string, boughtFor: BoughtFor, on: readonly StrategyName[]): readonly StrategyName[] {
  const known = Object.hasOwn(boughtFor, symbol) ? boughtFor[symbol] : undefined
  const keepers = on.filter((name) => known?.includes(name))
  return keepers.length > 0 ? keepers : on
}

/** What a run knows of what is held. */
export interface Known {
  readonly boughtFor: BoughtFor
  readonly on: readonly StrategyName[]
  readonly isHeld: (symbol: string) => boolean
}

/**
 * What to remember of these symbols: for what is held the strategies that keep it, and those that buy now. Nothing while
 * only one strategy is on, as then there is nothing to tell apart.
 */
export function remember(
  symbols: readonly { readonly symbol: string; readonly by?: readonly StrategyName[] }[],
  { boughtFor, on, isHeld }: Known,
): BoughtFor {
  if (on.length < 2) return {}
  const entries = symbols.flatMap(({ symbol, by = [] }) => {
    const names = [...new Set([...(isHeld(symbol) ? keepersOf(symbol, boughtFor, on) : []), ...by])]
    return names.length === 0 ? [] : [[symbol, names] as const]
  })
  return Object.fromEntries(entries.slice(0, MOST_SYMBOLS))
}
