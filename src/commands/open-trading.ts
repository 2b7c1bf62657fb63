import { builtinAgents } from '../agents/roster.js'
import { type CompositionOptions, compose } from '../compose.js'
import { PaperBrokerError } from '../desk/paper-broker.js'
import { ReconcileError } from '../desk/reconcile.js'
import { MarketDataError } from '../market/market-data-error.js'
import { PlanError } from '../orchestrator/plan.js'
import { LockedError } from '../store/lock.js'
import { StoreError } from '../store/store-error.js'
import { systemClocks } from '../system-clocks.js'
import type { TradingSystem } from '../trading-system.js'
import { CommandError, exitCode } from './exit-code.js'

/** Puts a trading system of the built-in agents together; what users can mend becomes a CommandError. */
export function openTrading(options: Omit<CompositionOptions, 'roster' | 'clocks'>): Promise<TradingSystem> {
  return orMendable(() => compose({ ...options, roster: builtinAgents, clocks: systemClocks }))
}

const mendable = [StoreError, MarketDataError, PaperBrokerError, ReconcileError, PlanError]

/** Does what puts a trading system together; what users can mend becomes a CommandError. */
export async function orMendable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof LockedError) throw new CommandError(exitCode.anotherInstance, error.message, { cause: error })
    if (mendable.some((kind) => error instanceof kind))
      throw new CommandError(exitCode.configuration, error instanceof Error ? error.message : '', { cause: error })
    throw error
  }
}
