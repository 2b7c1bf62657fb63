import type { z } from 'zod'
import type { Agent, RunWhen } from '../agents/agent.js'
import type { Program } from '../executors/program.js'
import type { Need } from '../orchestrator/needs.js'
import type { Address } from './address.js'
import type { Conditions } from './condition-schema.js'
import type { TIMEFRAMES_MS } from './duration.js'
import type { limitsSchema } from './schema.js'
import type { ChannelConfig, NotifyRule } from './watch-schema.js'

/** What the configuration needs to know of the agents there are, by name. */
export type Roster = ReadonlyMap<string, Pick<Agent, 'settings' | 'phase' | 'runWhen' | 'uses' | 'description'>>

/** The whole configuration as it runs: valid, resolved, nothing optional that has a default; paths are absolute. */
export interface Config {
  readonly dataDir: string
  readonly cycle: {
    /** 0: each cycle at once after the last. */
    readonly intervalMs: number
    readonly offsetMs: number
  }
  readonly orchestrator: {
    readonly maxRetries: number
    readonly timeoutPerAgentMs: number
    readonly backoffBaseMs: number
    readonly backoffMultiplier: number
    readonly backoffMaxMs: number
    readonly maxWorkers: number
    readonly mode: 'dependency' | 'sequential' | 'parallel' | 'pipeline'
    readonly shutdownGraceMs: number
    /** 0: no breaker. */
    readonly breakerFailures: number
    readonly breakerCycles: number
    readonly enableMonitoring: boolean
    readonly enableHealthChecks: boolean
    readonly metricsExportDir: string
    readonly metricsKeep: number
  }
  readonly market: MarketConfig
  readonly broker: {
    readonly kind: 'paper'
    readonly quote: string
    /** Exact decimal. */
    readonly cash: string
    readonly feeRate: number
    readonly slippageBps: number
  }
  readonly limits: Readonly<z.output<typeof limitsSchema>>
  /** Of times on screens for people, as Intl names it. */
  readonly timeZone: string
  /** The live page. */
  readonly serve: {
    /** Missing: nowhere. */
    readonly address?: Address
    readonly hosts: readonly string[]
    /** Missing: a new one at each start. */
    readonly token?: string
  }
  readonly notify: {
    readonly channels: Readonly<Record<string, ChannelConfig>>
    readonly rules: readonly NotifyRule[]
    readonly repeatAfterMs: number
    readonly maxPerHour: number
  }
  readonly heartbeat: { readonly url?: string; readonly file?: string }
  readonly telemetry: { readonly textfile?: string; readonly otlp?: string }
  /** Cycles. */
  readonly store: { readonly keepRuns: number; readonly keepBriefings: number }
  /** In their order; the first has a gate of verdicts. */
  readonly phases: readonly PhaseEntry[]
  /** Enabled and disabled, in settling order. */
  readonly agents: Readonly<Record<string, AgentEntry>>
}

interface AnyMarket {
  readonly symbols: readonly string[]
  readonly timeframe: keyof typeof TIMEFRAMES_MS
  readonly timeframeMs: number
  readonly lookback: number
  readonly maxAgeMs: number
}

/** Where prices come from. */
export type MarketConfig =
  | (AnyMarket & { readonly source: 'simulated'; readonly seed: number })
  | (AnyMarket & {
      readonly source: 'csv'
      readonly dir: string
      /** First instant looked at, epoch ms; without it, the first with full lookback. */
      readonly fromMs?: number
      /** Candles. */
      readonly maxGap: number
    })

/** One configured phase. */
export interface PhaseEntry {
  readonly name: string
  readonly mode: 'sequential' | 'parallel'
  /** Default: 1 for a sequential one, else `orchestrator.maxWorkers`. */
  readonly maxWorkers?: number
  readonly timeoutMs?: number
  readonly gate: 'none' | 'verdicts' | 'manual'
}

/** One configured agent. */
export interface AgentEntry {
  readonly name: string
  readonly enabled: boolean
  readonly program: Program
  readonly phase: string
  /** Its phase has a gate of verdicts: it must give one. */
  readonly critical: boolean
  readonly timeoutMs: number
  /** Attempts after the first. */
  readonly retries: number
  readonly backoff: { readonly baseMs: number; readonly multiplier: number; readonly maxMs: number }
  readonly needs: readonly Need[]
  /** Those of `needs` that its entry does not ask for: without them in the plan it runs all the same. */
  readonly uses: readonly string[]
  readonly runWhen: RunWhen
  /** As its entry says it; else the agent says of its settings whether it asks the outside world. */
  readonly outside?: boolean
  /** All must hold for it to have a turn in a cycle. */
  readonly conditions: Conditions
  /** Validated against the agent's schema, or left to the agent's own process to check; secrets in place. */
  readonly settings: unknown
}
