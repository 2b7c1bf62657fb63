import type { AgentEntry, Config, MarketConfig } from './config.js'
import { printDuration } from './duration.js'
import type { ConfigInput } from './schema.js'
import { withReferences } from './secrets.js'
import type { Path, Sourced } from './sourced.js'

/** A configuration as a file would say it, complete; settings show the secrets that `written` refers to as references. */
export function toInput(config: Config, written: (path: Path) => Sourced | undefined): ConfigInput {
  const { cycle, orchestrator, broker, limits } = config
  const agents = Object.entries(config.agents).map(([name, entry]) => {
    const settings = withReferences(entry.settings, written(['agents', name, 'settings']))
    return [name, agentInput(entry, settings)] as const
  })
  return {
    version: 1,
    dataDir: config.dataDir,
    cycle: { interval: printDuration(cycle.intervalMs), offset: printDuration(cycle.offsetMs) },
    orchestrator: {
      maxRetries: orchestrator.maxRetries,
      timeoutPerAgent: printDuration(orchestrator.timeoutPerAgentMs),
      backoffBase: printDuration(orchestrator.backoffBaseMs),
      backoffMultiplier: orchestrator.backoffMultiplier,
      backoffMax: printDuration(orchestrator.backoffMaxMs),
      maxWorkers: orchestrator.maxWorkers,
      shutdownGrace: printDuration(orchestrator.shutdownGraceMs),
      enableMonitoring: orchestrator.enableMonitoring,
      enableHealthChecks: orchestrator.enableHealthChecks,
      metricsExportDir: orchestrator.metricsExportDir,
      metricsKeep: orchestrator.metricsKeep,
    },
    market: marketInput(config.market),
    broker,
    limits,
    agents: Object.fromEntries(agents),
  }
}

function marketInput(market: MarketConfig): ConfigInput['market'] {
  const { timeframe, lookback, maxAgeMs } = market
  const any = { symbols: [...market.symbols], timeframe, lookback, maxAge: printDuration(maxAgeMs) }
  if (market.source === 'simulated') return { source: 'simulated', ...any, seed: market.seed }
  const { dir, fromMs, maxGap } = market
  return {
    source: 'csv',
    dir,
    ...any,
    maxGap,
    ...(fromMs === undefined ? {} : { from: new Date(fromMs).toISOString() }),
  }
}

function agentInput(entry: AgentEntry, settings: unknown): NonNullable<ConfigInput['agents']>[string] {
  const { enabled, use, phase, retries, backoff, needs, runWhen } = entry
  return {
    enabled,
    use,
    phase,
    timeout: printDuration(entry.timeoutMs),
    retries,
    backoff: {
      base: printDuration(backoff.baseMs),
      multiplier: backoff.multiplier,
      max: printDuration(backoff.maxMs),
    },
    needs: [...needs],
    runWhen,
    settings: settings as Record<string, unknown>, // the schema of an entry takes nothing else
  }
}
