import type { Config } from '../config/config.js'

/** The configuration of what watches a run. */
export type WatchConfig = Pick<Config, 'timeZone' | 'serve' | 'notify' | 'heartbeat' | 'telemetry'>

/** An agent as the configuration in force has it. */
export interface OutlinedAgent {
  readonly name: string
  readonly phase: string
  readonly critical: boolean
  readonly enabled: boolean
  readonly timeoutMs: number
  /** Attempts after its first, at most. */
  readonly maxRetries: number
}

/** What is known of a system before anything happens. */
export interface SystemOutline {
  /** Such as `SIMULATED MARKET · PAPER MONEY`. */
  readonly market: string
  readonly quote: string
  readonly symbols: readonly string[]
  /** 0: each cycle at once after the last. */
  readonly intervalMs: number
  readonly maxWorkers: number
  /** What an agent has to end in after its deadline. */
  readonly graceMs: number
  /** The longest that a cycle can take. */
  readonly worstCaseMs: number
  /** Where the metrics files are, absolute. */
  readonly metricsDir: string
  /** Enabled and disabled, in settling order. */
  readonly agents: readonly OutlinedAgent[]
}

/** All that a watch is started with; plain data, as it goes to a thread. */
export interface WatchSetup {
  /** Of riskfirst. */
  readonly version: string
  readonly dataDir: string
  readonly config: WatchConfig
  readonly outline: SystemOutline
  /** What controls ask for while the configuration names no token; see tokenOf. */
  readonly token: string
  readonly pid: number
  /** ISO UTC. */
  readonly startedAt: string
  /** The variables that concern it: NOTIFY_SOCKET, WATCHDOG_USEC, PATH, and those of OpenTelemetry. */
  readonly env: Readonly<Record<string, string>>
  /** Values that nothing may show. */
  readonly secrets: readonly string[]
}

/** What controls ask for. */
export const tokenOf = ({ config, token }: Pick<WatchSetup, 'config' | 'token'>): string => config.serve.token ?? token
