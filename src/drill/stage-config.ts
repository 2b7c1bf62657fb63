import { riskSettings } from '../agents/risk/settings.js'
import type { AgentEntry, Config } from '../config/config.js'
import type { Actor } from './actors.js'
import { actorFile } from './own-programs.js'

/** How long a drill waits where a run may wait for minutes. */
export const shortened = {
  /** For agents that hang. */
  timeoutMs: 1000,
  /** For agents that answer, or come to their end by themselves, on however slow a machine. */
  patientTimeoutMs: 15_000,
  graceMs: 300,
  backoffMs: 50,
  /** Of critical agents. */
  retries: 1,
} as const

/** What a process of an actor may take, MB: little, so that one that takes it all does no harm. */
const actorMemoryMb = 256

/** Who plays, and how. */
export interface Cast {
  readonly dataDir: string
  /** Stands in for the risk agent; default: the risk agent with the user's settings. */
  readonly critic?: Actor
  /** In settling order. */
  readonly actors: readonly Actor[]
  /** Default: the user's. */
  readonly maxWorkers?: number
}

/** The user's configuration with other agents, another folder, and deadlines that fit into a drill. */
export function stageConfig(config: Config, { dataDir, critic, actors, maxWorkers }: Cast): Config {
  const { orchestrator } = config
  const entries = [
    critic === undefined ? riskEntry(config) : entryOf(critic, 'critical', config),
    ...actors.map((actor) => entryOf(actor, 'parallel', config)),
  ]
  return {
    ...config,
    dataDir,
    cycle: { intervalMs: 0, offsetMs: 0 },
    orchestrator: {
      ...orchestrator,
      maxWorkers: maxWorkers ?? Math.max(orchestrator.maxWorkers, actors.length),
      shutdownGraceMs: graceOf(config),
      mode: 'dependency',
    },
    phases: [
      { name: 'critical', mode: 'sequential', gate: 'verdicts' },
      { name: 'parallel', mode: 'parallel', gate: 'none' },
    ],
    agents: Object.fromEntries(entries.map((entry) => [entry.name, entry])),
  }
}

/** How long an agent of a drill has to end after it was told to, ms. */
export function graceOf({ orchestrator }: Config): number {
  return Math.min(orchestrator.shutdownGraceMs, shortened.graceMs)
}

/** The user's settings of the built-in risk agent, where one is enabled. */
export function ownRiskSettings({ agents }: Config): unknown {
  return Object.values(agents).find(({ enabled, program }) => enabled && 'use' in program && program.use === 'risk')
    ?.settings
}

function riskEntry(config: Config): AgentEntry {
  return {
    ...surroundings(config, 'critical', shortened.patientTimeoutMs),
    name: 'risk',
    program: { kind: 'in-process', use: 'risk' },
    settings: ownRiskSettings(config) ?? riskSettings.parse({}),
  }
}

function entryOf(actor: Actor, phase: Phase, config: Config): AgentEntry {
  if (actor.kind === 'in-process')
    return {
      ...surroundings(config, phase, shortened.patientTimeoutMs),
      name: actor.agent.name,
      program: { kind: 'in-process', use: actor.agent.name },
      settings: {},
    }
  const { name, act, fromCycle = 2, timeoutMs = shortened.timeoutMs } = actor
  const limits = { env: {}, maxMemoryMb: actorMemoryMb, startTimeoutMs: 30_000, maxRuns: 1000 }
  return {
    ...surroundings(config, phase, timeoutMs),
    name,
    program: { kind: 'module', file: actorFile(), limits },
    settings: { act, fromCycle },
  }
}

type Phase = 'critical' | 'parallel'

function surroundings({ orchestrator }: Config, phase: Phase, timeoutMs: number) {
  const { backoffBaseMs, backoffMultiplier, backoffMaxMs, maxRetries } = orchestrator
  return {
    enabled: true,
    phase,
    critical: phase === 'critical',
    timeoutMs,
    retries: phase === 'critical' ? Math.min(maxRetries, shortened.retries) : 0,
    backoff: {
      baseMs: Math.min(backoffBaseMs, shortened.backoffMs),
      multiplier: backoffMultiplier,
      maxMs: Math.min(backoffMaxMs, shortened.backoffMs),
    },
    needs: [],
    uses: [],
    runWhen: phase === 'critical' ? 'always' : 'active',
    conditions: {},
  } as const
}
