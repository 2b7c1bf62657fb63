import type { Program } from '../executors/program.js'
import { printAddress } from './address.js'
import type { AgentEntry, Config, MarketConfig, PhaseEntry } from './config.js'
import { printDuration } from './duration.js'
import type { ConfigInput } from './schema.js'
import { withReferences } from './secrets.js'
import { type Path, plain, type Sourced } from './sourced.js'

/**
 * A configuration as a file would say it, complete; settings show the secrets that `written` refers to as references, and
 * variables that are passed on stand by their names.
 */
export function toInput(config: Config, written: (path: Path) => Sourced | undefined): ConfigInput {
  const { cycle, orchestrator, broker, limits } = config
  const agents = Object.entries(config.agents).map(([name, entry]) => {
    const settings = withReferences(entry.settings, written(['agents', name, 'settings']))
    const variables = written(['agents', name, 'env'])
    return [name, agentInput(entry, { settings, env: variables === undefined ? [] : plain(variables) })] as const
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
      mode: orchestrator.mode,
      shutdownGrace: printDuration(orchestrator.shutdownGraceMs),
      breakerFailures: orchestrator.breakerFailures,
      breakerCycles: orchestrator.breakerCycles,
      enableMonitoring: orchestrator.enableMonitoring,
      enableHealthChecks: orchestrator.enableHealthChecks,
      metricsExportDir: orchestrator.metricsExportDir,
      metricsKeep: orchestrator.metricsKeep,
    },
    market: marketInput(config.market),
    broker,
    limits,
    phases: config.phases.map(phaseInput),
    ...watchInput(config, written),
    agents: Object.fromEntries(agents),
  }
}

/** Secrets stand as references. */
function watchInput(
  { timeZone, serve, notify, heartbeat, telemetry, store }: Config,
  written: (path: Path) => Sourced | undefined,
): Partial<ConfigInput> {
  const { address, ...served } = serve
  const { channels, rules, repeatAfterMs, maxPerHour } = notify
  const sections = {
    serve: { ...served, ...(address === undefined ? {} : { address: printAddress(address) }) },
    notify: { channels, rules, repeatAfter: printDuration(repeatAfterMs), maxPerHour },
    heartbeat,
    telemetry,
  }
  const shown = Object.entries(sections).map(([name, section]) => [name, withReferences(section, written([name]))])
  return { timeZone, ...Object.fromEntries(shown), store }
}

function phaseInput({
  name,
  mode,
  gate,
  maxWorkers,
  timeoutMs,
}: PhaseEntry): NonNullable<ConfigInput['phases']>[number] {
  return {
    name,
    mode,
    ...(maxWorkers === undefined ? {} : { maxWorkers }),
    ...(timeoutMs === undefined ? {} : { timeout: printDuration(timeoutMs) }),
    ...(gate === 'none' ? {} : { gate: gate === 'manual' ? gate : true }),
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

type AgentInput = NonNullable<ConfigInput['agents']>[string]

function agentInput(
  entry: AgentEntry,
  { settings, env }: { readonly settings: unknown; readonly env: unknown },
): AgentInput {
  const { enabled, program, phase, retries, backoff, needs, runWhen, outside, conditions } = entry
  return {
    enabled,
    ...programInput(program, env as AgentInput['env']), // the schema of an entry takes nothing else
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
    ...(outside === undefined ? {} : { outside }),
    ...conditions,
    settings: settings as Record<string, unknown>, // the schema of an entry takes nothing else
  }
}

function programInput(program: Program, env: AgentInput['env']): Partial<AgentInput> {
  if (program.kind === 'in-process') return { use: program.use, isolation: 'in-process' }
  const { maxMemoryMb, startTimeoutMs, maxRuns } = program.limits
  const any = { isolation: 'process', env, maxMemoryMb } as const
  const warm = { ...any, startTimeout: printDuration(startTimeoutMs), maxRuns }
  if (program.kind === 'process') return { use: program.use, ...warm }
  if (program.kind === 'module') return { run: program.file, ...warm }
  const { argv, keepAlive } = program
  return { run: [...argv], keepAlive, ...(keepAlive ? warm : any) }
}
