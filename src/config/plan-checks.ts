import * as z from 'zod'
import { type Need, nameOf } from '../orchestrator/needs.js'
import { type Conditions, conditionShape } from './condition-schema.js'
import type { Roster } from './config.js'
import { needsByAgent, type Using } from './default-needs.js'
import { inOurWords } from './expectation.js'
import { hintFor } from './nearest.js'
import { needsProblems } from './needs-problems.js'
import { type Complaint, quote } from './problem.js'
import { neededToTell, phaseOf, usedAgent } from './resolve-agent.js'
import { type ConfigDocument, shapes } from './schema.js'
import type { Path } from './sourced.js'

type Found = readonly (Complaint & { readonly path: Path })[]
type Phases = ConfigDocument['phases']

const phasesPart = z.object({ phases: shapes.phases })
const modePart = z.object({ orchestrator: z.object({ mode: shapes.orchestrator.mode }).prefault({}) })
const agentsPart = z.object({ agents: z.record(z.string(), z.unknown()) })

/** What keeps the agents of a configuration from running in its phases; whatever depends on a faulty key is left out. */
export function planProblems(raw: unknown, roster: Roster): Found {
  const phases = phasesPart.safeParse(raw, inOurWords).data?.phases
  const entries = agentsPart.safeParse(raw, inOurWords).data?.agents
  if (phases === undefined) return []
  if (entries === undefined) return phaseProblems(phases)
  const mode = modePart.safeParse(raw, inOurWords).data?.orchestrator.mode
  const agents = Object.entries(entries).map(([name, entry]) => readAgent(name, entry, { phases, roster }))
  return [
    ...phaseProblems(phases),
    ...agents.flatMap((agent) => placeProblems(agent, phases)),
    ...criticalProblems(agents, phases),
    ...laterGateProblems(agents, phases),
    ...undueNeedProblems(agents),
    ...neededProblems(agents, phases),
    ...agents.flatMap((agent) => conditionProblems(agent, agents)),
    ...(mode === 'parallel' ? waitingProblems(agents, phases) : []),
  ]
}

/** An agent as far as its entry can be read: what is undefined is faulty, and a problem of its own. */
interface ReadAgent {
  readonly name: string
  readonly enabled: boolean | undefined
  readonly phase: string | undefined
  readonly critical: boolean
  readonly runWhen: string
  readonly conditions: Conditions
  /** As its entry says. */
  readonly said: readonly Need[] | undefined
  readonly uses: readonly string[]
}

const { enabled, use, run, phase, needs, runWhen } = shapes.agent
const enabledPart = z.object({ enabled })
const phasePart = z.object({ use, run, phase })
const needsPart = z.object({ needs })
const runWhenPart = z.object({ runWhen })
const conditionsPart = z.object(conditionShape)

function readAgent(
  name: string,
  entry: unknown,
  { phases, roster }: { readonly phases: Phases; readonly roster: Roster },
): ReadAgent {
  const program = phasePart.safeParse(entry, inOurWords).data
  const isKnown = program !== undefined && knows(name, program, roster)
  const own = isKnown ? phaseOf(name, program, { roster, phases }) : undefined
  return {
    name,
    enabled: enabledPart.safeParse(entry, inOurWords).data?.enabled,
    phase: own,
    critical: phases.some((one) => one.name === own && one.gate === true),
    runWhen: runWhenPart.safeParse(entry, inOurWords).data?.runWhen ?? 'always',
    conditions: conditionsPart.safeParse(entry, inOurWords).data ?? {},
    // What it does not say is made to fit what the others say.
    said: needsPart.safeParse(entry, inOurWords).data?.needs,
    uses: program === undefined ? [] : (usedAgent(name, program, roster)?.uses ?? []),
  }
}

/** An agent nobody knows is a problem of its own; what it would be is anyone's guess, unless its entry says it. */
function knows(name: string, entry: z.output<typeof phasePart>, roster: Roster): boolean {
  return entry.phase !== undefined || entry.run !== undefined || roster.has(entry.use ?? name)
}

function phaseProblems(phases: Phases): Found {
  return phases.flatMap(({ mode, maxWorkers = 1, gate, timeout }, index) => {
    const complain = (key: string, expected: string, got: string) => [{ path: ['phases', index, key], expected, got }]
    const word = gate === undefined ? 'nothing' : quote(String(gate))
    return [
      ...(index === 0 && gate !== true
        ? complain('gate', 'true (the first phase decides whether to go on)', word)
        : []),
      ...(gate === 'manual' && timeout === undefined
        ? complain('timeout', 'a duration (how long a person has)', 'nothing')
        : []),
      ...(mode === 'sequential' && maxWorkers > 1
        ? complain('maxWorkers', '1 (a sequential phase runs one agent at a time)', String(maxWorkers))
        : []),
    ]
  })
}

function placeProblems({ name, phase: own, critical, runWhen: said, conditions }: ReadAgent, phases: Phases): Found {
  const names = phases.map((one) => one.name)
  if (own !== undefined && !names.includes(own))
    return [
      { path: ['agents', name, 'phase'], expected: 'the name of a phase', got: quote(own), ...hintFor(own, names) },
    ]
  if (!critical) return []
  const expected = '"always" (critical agents run in every state)'
  return [
    ...(said === 'always' ? [] : [{ path: ['agents', name, 'runWhen'], expected, got: quote(said) }]),
    ...Object.entries(conditions).flatMap(([key, condition]) =>
      condition === undefined
        ? []
        : [{ path: ['agents', name, key], expected: 'none (critical agents run in every cycle)', got: 'a condition' }],
    ),
  ]
}

function criticalProblems(agents: readonly ReadAgent[], [first, ...others]: Phases): Found {
  const elsewhere = new Set(others.map(({ name }) => name))
  const mayBeFirst = agents.some((agent) => agent.enabled !== false && !elsewhere.has(agent.phase ?? ''))
  if (mayBeFirst) return []
  const which = first?.name === 'critical' ? 'critical agent' : `agent of the ${first?.name} phase`
  return [{ path: ['agents'], expected: `at least one enabled ${which}`, got: 'none' }]
}

/** A gate without an agent would fail closed in every cycle, after what comes before it has traded. */
function laterGateProblems(agents: readonly ReadAgent[], phases: Phases): Found {
  return phases.flatMap(({ name, gate }, index) => {
    const mayHave = agents.some((agent) => agent.enabled !== false && (agent.phase ?? name) === name)
    if (index === 0 || gate !== true || mayHave) return []
    return [{ path: ['phases', index], expected: 'at least one enabled agent for its gate', got: quote(name) }]
  })
}

/** A gate whose agent needs one that is not due fails closed: conditions would come in by that door. */
function undueNeedProblems(agents: readonly ReadAgent[]): Found {
  const byName = new Map(agents.map((agent) => [agent.name, agent]))
  const isAlwaysDue = (name: string, seen: ReadonlySet<string> = new Set()): boolean => {
    const { conditions = {}, said = [] } = byName.get(name) ?? {}
    if (Object.values(conditions).some((condition) => condition !== undefined)) return false
    const next = new Set([...seen, name])
    return said.every((need) => typeof need !== 'string' || next.has(need) || isAlwaysDue(need, next))
  }
  return agents
    .filter(({ critical, enabled: isEnabled }) => critical && isEnabled !== false)
    .flatMap(({ name, said = [] }) =>
      said.flatMap((need, index) =>
        typeof need !== 'string' || isAlwaysDue(need)
          ? []
          : [
              {
                path: ['agents', name, 'needs', index],
                expected: 'an agent that runs in every cycle (a gate fails closed without it), or "on": "finished"',
                got: quote(need),
              },
            ],
      ),
    )
}

/** Of needs between agents that can be read; whether another may be needed is anyone's guess. */
function neededProblems(agents: readonly ReadAgent[], phases: Phases): Found {
  const names = phases.map(({ name }) => name)
  const isUnclear = (agent: ReadAgent) =>
    agent.enabled === undefined || agent.phase === undefined || !names.includes(agent.phase)
  const unclear = new Set(agents.filter(isUnclear).map(({ name }) => name))
  const needsOf = new Map(
    agents.map(({ name, said = [], conditions }) => [name, [...said, ...neededToTell(conditions)]]),
  )
  const running = agents
    .filter((agent) => agent.enabled !== false)
    .map(({ name, phase: own = names.at(-1) ?? '' }) => ({ name, phase: own, needs: needsOf.get(name) ?? [] }))
  const saidBy = new Map(agents.map(({ name, said = [] }) => [name, said.length]))
  const known = [...needsOf.keys()]
  return needsProblems(running, { phases: names, known }).flatMap(({ agent, index, expected, got }) => {
    const need = nameOf(needsOf.get(agent)?.[index] ?? '')
    if (unclear.has(agent) || unclear.has(need)) return []
    const place = index < (saidBy.get(agent) ?? 0) ? ['needs', index] : ['when', 'agent']
    return [{ path: ['agents', agent, ...place], expected, got, ...(known.includes(need) ? {} : hintOf(need, known)) }]
  })
}

function conditionProblems({ name, conditions: { when } }: ReadAgent, agents: readonly ReadAgent[]): Found {
  if (when === undefined || !('health' in when)) return []
  const known = agents.map((agent) => agent.name)
  if (known.includes(when.agent)) return []
  const expected = 'the name of an agent'
  return [{ path: ['agents', name, 'when', 'agent'], expected, got: quote(when.agent), ...hintFor(when.agent, known) }]
}

/** Whoever needs another cannot run beside it. */
function waitingProblems(agents: readonly ReadAgent[], phases: Phases): Found {
  const using = agents.map(
    ({ name, enabled: isEnabled = false, phase: own = '', said, uses }): Using => ({
      name,
      enabled: isEnabled,
      phase: own,
      needs: said,
      uses,
    }),
  )
  const needed = needsByAgent(using, phases)
  return using.flatMap(({ name, enabled: isEnabled, needs: said }) => {
    const { conditions = {} } = agents.find((agent) => agent.name === name) ?? {}
    const all = [...(needed.get(name) ?? []), ...neededToTell(conditions)]
    if (!isEnabled || all.length === 0) return []
    const expected = 'none, as orchestrator.mode is "parallel"'
    const isUnsaid = said === undefined && neededToTell(conditions).length === 0
    const hint = isUnsaid ? { hint: '"needs": [] does without' } : {}
    return [{ path: ['agents', name, 'needs'], expected, got: all.map(nameOf).join(', '), ...hint }]
  })
}

/** Only the nearest: an unknown name among many is told by itself. */
function hintOf(name: string, known: readonly string[]): { readonly hint?: string } {
  const { hint = '' } = hintFor(name, known)
  return hint.startsWith('did you mean') ? { hint } : {}
}
