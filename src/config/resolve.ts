import { resolve } from 'node:path'
import type { Config, MarketConfig, PhaseEntry, Roster } from './config.js'
import { needsByAgent, type Using } from './default-needs.js'
import { TIMEFRAMES_MS } from './duration.js'
import { phaseOf, resolveAgent, usedAgent } from './resolve-agent.js'
import type { ConfigDocument } from './schema.js'
import type { Path } from './sourced.js'

/** What a document is resolved with. */
export interface Resolving {
  readonly roster: Roster
  /** The folder that a path written at a place of the document is relative to. */
  readonly folderOf: (path: Path) => string
  /** Validated settings by agent. */
  readonly settings: ReadonlyMap<string, unknown>
  /** The variables that its process gets, by agent. */
  readonly variables: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/** Turns a valid document into the configuration that runs: paths absolute, agents complete, units in names. */
export function resolveConfig(document: ConfigDocument, resolving: Resolving): Config {
  const { roster, folderOf, settings, variables } = resolving
  const { cycle, orchestrator, broker, limits, phases } = document
  const dataDir = resolve(folderOf(['dataDir']), document.dataDir)
  const needs = needsByAgent(usingAgents(document, roster), phases)
  const agents = Object.entries(document.agents).map((entry) => {
    const [name] = entry
    const surroundings = {
      orchestrator,
      roster,
      phases,
      settings: settings.get(name),
      needs: needs.get(name) ?? [],
      folder: folderOf(['agents', name, 'run']),
      env: variables.get(name) ?? {},
    }
    return [name, resolveAgent(entry, surroundings)] as const
  })
  return {
    dataDir,
    cycle: { intervalMs: cycle.interval, offsetMs: cycle.offset },
    orchestrator: {
      maxRetries: orchestrator.maxRetries,
      timeoutPerAgentMs: orchestrator.timeoutPerAgent,
      backoffBaseMs: orchestrator.backoffBase,
      backoffMultiplier: orchestrator.backoffMultiplier,
      backoffMaxMs: orchestrator.backoffMax,
      maxWorkers: orchestrator.maxWorkers,
      mode: orchestrator.mode,
      shutdownGraceMs: orchestrator.shutdownGrace,
      breakerFailures: orchestrator.breakerFailures,
      breakerCycles: orchestrator.breakerCycles,
      enableMonitoring: orchestrator.enableMonitoring,
      enableHealthChecks: orchestrator.enableHealthChecks,
      metricsExportDir: resolve(dataDir, orchestrator.metricsExportDir),
      metricsKeep: orchestrator.metricsKeep,
    },
    market: resolveMarket(document.market, folderOf(['market', 'dir'])),
    broker,
    limits,
    phases: phases.map(resolvePhase),
    ...resolveWatch(document, folderOf),
    agents: Object.fromEntries(agents),
  }
}

function resolveWatch(
  { timeZone, serve, notify, heartbeat, telemetry, store }: ConfigDocument,
  folderOf: Resolving['folderOf'],
) {
  const { url, file } = heartbeat
  const { otlp, textfile } = telemetry
  const { address, token, hosts } = serve
  return {
    timeZone,
    serve: { hosts, ...(address === undefined ? {} : { address }), ...(token === undefined ? {} : { token }) },
    notify: {
      channels: notify.channels,
      rules: notify.rules,
      repeatAfterMs: notify.repeatAfter,
      maxPerHour: notify.maxPerHour,
    },
    heartbeat: {
      ...(url === undefined ? {} : { url }),
      ...(file === undefined ? {} : { file: resolve(folderOf(['heartbeat', 'file']), file) }),
    },
    telemetry: {
      ...(otlp === undefined ? {} : { otlp }),
      ...(textfile === undefined ? {} : { textfile: resolve(folderOf(['telemetry', 'textfile']), textfile) }),
    },
    store,
  }
}

function resolvePhase({ name, mode, maxWorkers, timeout, gate }: ConfigDocument['phases'][number]): PhaseEntry {
  return {
    name,
    mode,
    gate: gate === true ? 'verdicts' : (gate ?? 'none'),
    ...(maxWorkers === undefined ? {} : { maxWorkers }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  }
}

function usingAgents({ agents, phases }: ConfigDocument, roster: Roster): readonly Using[] {
  return Object.entries(agents).map(([name, entry]) => ({
    name,
    enabled: entry.enabled,
    phase: phaseOf(name, entry, { roster, phases }),
    needs: entry.needs,
    uses: usedAgent(name, entry, roster)?.uses ?? [],
  }))
}

function resolveMarket(market: ConfigDocument['market'], folder: string): MarketConfig {
  const { symbols, timeframe, lookback, maxAge } = market
  const any = { symbols, timeframe, timeframeMs: TIMEFRAMES_MS[timeframe], lookback, maxAgeMs: maxAge }
  if (market.source === 'simulated') return { source: market.source, ...any, seed: market.seed }
  const { source, dir, from, maxGap } = market
  return { source, ...any, dir: resolve(folder, dir), maxGap, ...(from === undefined ? {} : { fromMs: from }) }
}
