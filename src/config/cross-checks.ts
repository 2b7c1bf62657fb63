import * as z from 'zod'
import { needsProblems } from '../orchestrator/needs.js'
import type { AgentEntry, Roster } from './config.js'
import { printDuration } from './duration.js'
import { inOurWords } from './expectation.js'
import { type Complaint, quote } from './problem.js'
import { phaseOf } from './resolve-agent.js'
import { shapes } from './schema.js'
import type { Path } from './sourced.js'

type Found = readonly (Complaint & { readonly path: Path })[]

/** What no single key can tell. Each check reads only what it needs, so that no other fault hides it. */
export function crossProblems(raw: unknown, roster: Roster): Found {
  return [...gridProblems(raw), ...orderSizeProblems(raw), ...quoteProblems(raw), ...agentProblems(raw, roster)]
}

const gridPart = z.object({ cycle: z.object(shapes.cycle).prefault({}) })

function gridProblems(raw: unknown): Found {
  const { data } = gridPart.safeParse(raw, inOurWords)
  if (data === undefined || data.cycle.interval === 0 || data.cycle.offset < data.cycle.interval) return []
  const expected = `less than the interval of ${printDuration(data.cycle.interval)}`
  return [{ path: ['cycle', 'offset'], expected, got: printDuration(data.cycle.offset) }]
}

const { maxOrderUsd, minOrderUsd } = shapes.limits
const orderSizePart = z.object({ limits: z.object({ maxOrderUsd, minOrderUsd }).prefault({}) })

function orderSizeProblems(raw: unknown): Found {
  const { data } = orderSizePart.safeParse(raw, inOurWords)
  if (data === undefined || data.limits.maxOrderUsd > data.limits.minOrderUsd) return []
  const expected = `more than minOrderUsd (${data.limits.minOrderUsd})`
  return [{ path: ['limits', 'maxOrderUsd'], expected, got: String(data.limits.maxOrderUsd) }]
}

const quotePart = z.object({
  market: z.object({ symbols: shapes.market.symbols }).prefault({}),
  broker: z.object({ quote: shapes.broker.quote }).prefault({}),
})

function quoteProblems(raw: unknown): Found {
  const { data } = quotePart.safeParse(raw, inOurWords)
  if (data === undefined) return []
  const { quote: currency } = data.broker
  return data.market.symbols.flatMap((symbol, index) =>
    symbol.endsWith(`/${currency}`)
      ? []
      : [{ path: ['market', 'symbols', index], expected: `a symbol quoted in ${currency}`, got: quote(symbol) }],
  )
}

const agentsPart = z.object({ agents: z.record(z.string(), z.unknown()) })

function agentProblems(raw: unknown, roster: Roster): Found {
  const { data } = agentsPart.safeParse(raw, inOurWords)
  if (data === undefined) return []
  const agents = Object.entries(data.agents).map(([name, entry]) => readAgent(name, entry, roster))
  return [...criticalProblems(agents), ...runWhenProblems(agents), ...neededProblems(agents)]
}

/** An agent as far as its entry can be read: what is undefined is faulty, and a problem of its own. */
interface ReadAgent {
  readonly name: string
  readonly enabled: boolean | undefined
  readonly phase: AgentEntry['phase'] | undefined
  readonly runWhen: AgentEntry['runWhen']
  readonly needs: readonly string[]
}

const { enabled, use, run, phase, needs, runWhen } = shapes.agent
const enabledPart = z.object({ enabled })
const phasePart = z.object({ use, run, phase })
const needsPart = z.object({ needs })
const runWhenPart = z.object({ runWhen })

function readAgent(name: string, entry: unknown, roster: Roster): ReadAgent {
  const program = phasePart.safeParse(entry, inOurWords).data
  return {
    name,
    enabled: enabledPart.safeParse(entry, inOurWords).data?.enabled,
    phase: program !== undefined && isKnown(name, program, roster) ? phaseOf(name, program, roster) : undefined,
    runWhen: runWhenPart.safeParse(entry, inOurWords).data?.runWhen ?? 'always',
    // What it does not say is made to fit what the others say.
    needs: needsPart.safeParse(entry, inOurWords).data?.needs ?? [],
  }
}

/** An agent nobody knows is a problem of its own; what it would be is anyone's guess, unless its entry says it. */
function isKnown(name: string, entry: z.output<typeof phasePart>, roster: Roster): boolean {
  return entry.phase !== undefined || entry.run !== undefined || roster.has(entry.use ?? name)
}

function criticalProblems(agents: readonly ReadAgent[]): Found {
  const mayBeCritical = agents.some((agent) => agent.enabled !== false && agent.phase !== 'parallel')
  return mayBeCritical ? [] : [{ path: ['agents'], expected: 'at least one enabled critical agent', got: 'none' }]
}

function runWhenProblems(agents: readonly ReadAgent[]): Found {
  return agents
    .filter((agent) => agent.phase === 'critical' && agent.runWhen !== 'always')
    .map(({ name, runWhen: got }) => ({
      path: ['agents', name, 'runWhen'],
      expected: '"always" (critical agents run in every state)',
      got: quote(got),
    }))
}

/** Of needs between agents that can be read; whether another may be needed is anyone's guess. */
function neededProblems(agents: readonly ReadAgent[]): Found {
  const isUnclear = (agent: ReadAgent) => agent.enabled === undefined || agent.phase === undefined
  const unclear = new Set(agents.filter(isUnclear).map((agent) => agent.name))
  const needsOf = new Map(agents.map((agent) => [agent.name, agent.needs]))
  const running = agents
    .filter((agent) => agent.enabled !== false)
    .map((agent) => ({ ...agent, phase: agent.phase ?? 'parallel' }))
  return needsProblems(running, [...needsOf.keys()])
    .filter(({ agent, index }) => ![agent, needsOf.get(agent)?.[index] ?? ''].some((name) => unclear.has(name)))
    .map(({ agent, index, expected, got }) => ({ path: ['agents', agent, 'needs', index], expected, got }))
}
