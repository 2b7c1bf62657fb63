import { type Need, nameOf } from '../orchestrator/needs.js'
import type { AgentDocument } from './agent-schema.js'
import type { Conditions } from './condition-schema.js'
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

/** What an agent's phase is resolved with. */
export interface PhaseSurroundings {
  readonly roster: Roster
  readonly phases: ConfigDocument['phases']
}

/**
 * The phase of an agent: what its entry says, else the one that has the name of what the agent says that it is
 * (`parallel`, if it says nothing), else the first that fits it: where verdicts are given, or where none are.
 */
export function phaseOf(
  name: string,
  entry: Partial<Pick<AgentDocument, 'use' | 'run' | 'phase'>>,
  { roster, phases }: PhaseSurroundings,
): string {
  if (entry.phase !== undefined) return entry.phase
  const own = usedAgent(name, entry, roster)?.phase ?? 'parallel'
  const fitting = phases.filter(({ gate }) => (gate === true) === (own === 'critical'))
  return (fitting.find((phase) => phase.name === own) ?? fitting[0])?.name ?? own
}

/** What it waits for so that its condition can be told, beside what it needs. */
export function neededToTell({ when }: Conditions): readonly Need[] {
  return when !== undefined && 'signal' in when ? [{ agent: when.agent, on: 'finished' }] : []
}

/** What an entry is resolved with, apart from itself. */
export interface AgentSurroundings extends ProgramSurroundings, PhaseSurroundings {
  readonly orchestrator: ConfigDocument['orchestrator']
  readonly settings: unknown
  /** All that it needs, as its entry says or by default. */
  readonly needs: readonly Need[]
}

/** An entry with everything that it leaves out. */
export function resolveAgent(
  named: readonly [string, AgentDocument],
  { orchestrator, roster, phases, settings, needs, ...surroundings }: AgentSurroundings,
): AgentEntry {
  const [name, entry] = named
  const phase = phaseOf(name, entry, { roster, phases })
  const critical = phases.some((one) => one.name === phase && one.gate === true)
  const needed = needs.map(nameOf)
  return {
    name,
    enabled: entry.enabled,
    program: resolveProgram(named, surroundings),
    phase,
    critical,
    timeoutMs: entry.timeout ?? orchestrator.timeoutPerAgent,
    retries: entry.retries ?? (critical ? orchestrator.maxRetries : 0),
    backoff: {
      baseMs: entry.backoff.base ?? orchestrator.backoffBase,
      multiplier: entry.backoff.multiplier ?? orchestrator.backoffMultiplier,
      maxMs: entry.backoff.max ?? orchestrator.backoffMax,
    },
    needs: [...needs, ...neededToTell(entry).filter((need) => !needed.includes(nameOf(need)))],
    uses: entry.needs === undefined ? needed : [],
    runWhen: critical ? 'always' : (entry.runWhen ?? usedAgent(name, entry, roster)?.runWhen ?? 'reducing'),
    ...(entry.outside === undefined ? {} : { outside: entry.outside }),
    conditions: conditionsOf(entry),
    settings,
  }
}

function conditionsOf({ every, schedule, hours, when }: AgentDocument): Conditions {
  return {
    ...(every === undefined ? {} : { every }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(hours === undefined ? {} : { hours }),
    ...(when === undefined ? {} : { when }),
  }
}
