import type { AgentDocument } from './agent-schema.js'
import type { AgentEntry, Roster } from './config.js'
import { type ProgramSurroundings, resolveProgram } from './resolve-program.js'
import type { ConfigDocument } from './schema.js'

/** The agent of the roster that an entry means; undefined for a program of the user's. */
export function usedAgent(
  name: string,
  { use = name, run }: Partial<Pick<AgentDocument, 'use' | 'run'>>,
  roster: Roster,
): ReturnType<Roster['get']> {
  return run === undefined ? roster.get(use) : undefined
}

/** The phase of an agent: what its entry says, else the agent itself, else `parallel`. */
export function phaseOf(
  name: string,
  entry: Partial<Pick<AgentDocument, 'use' | 'run' | 'phase'>>,
  roster: Roster,
): AgentEntry['phase'] {
  return entry.phase ?? usedAgent(name, entry, roster)?.phase ?? 'parallel'
}

/** What an entry is resolved with, apart from itself. */
export interface AgentSurroundings extends ProgramSurroundings {
  readonly orchestrator: ConfigDocument['orchestrator']
  readonly roster: Roster
  readonly settings: unknown
  /** All that it needs. */
  readonly needs: readonly string[]
}

/** An entry with everything that it leaves out. */
export function resolveAgent(
  named: readonly [string, AgentDocument],
  { orchestrator, roster, settings, needs, ...surroundings }: AgentSurroundings,
): AgentEntry {
  const [name, entry] = named
  const phase = phaseOf(name, entry, roster)
  const critical = phase === 'critical'
  return {
    name,
    enabled: entry.enabled,
    program: resolveProgram(named, surroundings),
    phase,
    timeoutMs: entry.timeout ?? orchestrator.timeoutPerAgent,
    retries: entry.retries ?? (critical ? orchestrator.maxRetries : 0),
    backoff: {
      baseMs: entry.backoff.base ?? orchestrator.backoffBase,
      multiplier: entry.backoff.multiplier ?? orchestrator.backoffMultiplier,
      maxMs: entry.backoff.max ?? orchestrator.backoffMax,
    },
    needs,
    uses: entry.needs === undefined ? needs : [],
    runWhen: critical ? 'always' : (entry.runWhen ?? usedAgent(name, entry, roster)?.runWhen ?? 'reducing'),
    ...(entry.outside === undefined ? {} : { outside: entry.outside }),
    settings,
  }
}
