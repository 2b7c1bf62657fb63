import type { AgentDocument } from './agent-schema.js'
import type { AgentEntry, Roster } from './config.js'
import type { ConfigDocument } from './schema.js'

/** The phase of an agent: what its entry says, else the agent itself, else `parallel`. */
export function phaseOf(
  name: string,
  entry: Pick<AgentDocument, 'use' | 'phase'>,
  roster: Roster,
): AgentEntry['phase'] {
  return entry.phase ?? roster.get(entry.use ?? name)?.phase ?? 'parallel'
}

/** An entry with everything that it leaves out. */
export function resolveAgent(
  [name, entry]: readonly [string, AgentDocument],
  settings: unknown,
  { orchestrator, roster }: { readonly orchestrator: ConfigDocument['orchestrator']; readonly roster: Roster },
): AgentEntry {
  const use = entry.use ?? name
  const phase = phaseOf(name, entry, roster)
  const critical = phase === 'critical'
  return {
    name,
    enabled: entry.enabled,
    use,
    phase,
    timeoutMs: entry.timeout ?? orchestrator.timeoutPerAgent,
    retries: entry.retries ?? (critical ? orchestrator.maxRetries : 0),
    backoff: {
      baseMs: entry.backoff.base ?? orchestrator.backoffBase,
      multiplier: entry.backoff.multiplier ?? orchestrator.backoffMultiplier,
      maxMs: entry.backoff.max ?? orchestrator.backoffMax,
    },
    needs: entry.needs,
    runWhen: critical ? 'always' : (entry.runWhen ?? roster.get(use)?.runWhen ?? 'reducing'),
    settings,
  }
}
