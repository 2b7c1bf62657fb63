import type { Config } from '../config/config.js'
import type { TradingSystem } from '../trading-system.js'

/** What is tidied, and who is told of it. */
export interface HousekeepingOptions {
  readonly trading: TradingSystem
  /** As it is in force. */
  readonly config: () => Config
  readonly say: (text: string) => void
}

/** Keeps the disk in order. */
export interface Housekeeping {
  /** A bounded piece of work; never throws. */
  betweenCycles(): void
}

/** TODO(helper) */
export function createHousekeeping(_options: HousekeepingOptions): Housekeeping {
  return { betweenCycles() {} }
}
