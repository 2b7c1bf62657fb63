import type { Agent, Outside } from '../agents/agent.js'
import type { AgentEntry, Config } from '../config/config.js'
import type { Grid } from '../orchestrator/cadence.js'
import { type ProposalRecord, recordedAgent } from './recorded-agent.js'
import { marketDifference } from './recorded-market.js'
import { isCovered, type ReplaySpan } from './replay-span.js'
import { stepOf } from './step.js'

/** Who takes part in a replay, and how. */
export interface Team {
  /** The same configuration, in which those that are left out are disabled. */
  readonly config: Config
  /** Every agent there is, and those that answer from the record. */
  readonly roster: ReadonlyMap<string, Agent>
  readonly leftOut: readonly LeftOut[]
  /** What people must know of those that take part. */
  readonly notes: readonly string[]
}

/** An enabled agent that takes no part. */
export interface LeftOut {
  readonly agent: string
  readonly reason: string
}

/** What a team is made of. */
export interface TeamOptions {
  readonly roster: ReadonlyMap<string, Agent>
  /** What agents proposed in a live run. */
  readonly recorded?: ProposalRecord | undefined
  /** Whether the market is made up, as the samples are. */
  readonly simulated: boolean
  readonly span: ReplaySpan
}

/** A critical agent that cannot take part: without it there is no gate. */
export class TeamError extends Error {
  override readonly name = 'TeamError'
}

/**
 * The team of a configuration as far as it can be replayed: who asks the outside world answers from the record or is left
 * out, with all that need it. Retries do not wait. Throws TeamError.
 */
export function teamFor(config: Config, options: TeamOptions): Team {
  const { roster, recorded } = options
  const enabled = Object.values(config.agents).filter((entry) => entry.enabled)
  const grid = stepOf(config)
  const parts = new Map(enabled.map((entry) => [entry.name, partOf(entry, { ...options, grid })]))
  leaveOutDependants(enabled, parts)
  const leftOut = enabled.flatMap(({ name: agent }) => {
    const part = parts.get(agent)
    return part?.kind === 'none' ? [{ agent, reason: part.reason }] : []
  })
  requireCritical(enabled, leftOut)
  const stood = [...parts].flatMap(([name, part]) => (part.kind === 'recorded' ? [{ name, ...part }] : []))
  return {
    config: { ...config, agents: mapValues(config.agents, (entry) => entryOf(entry, parts.get(entry.name))) },
    roster: new Map([
      ...roster,
      ...stood.map(
        ({ name, record }) =>
          [recordedName(name), recordedAgent(name, { record, spacingMs: grid.intervalMs })] as const,
      ),
    ]),
    leftOut,
    notes: [
      ...config.phases.flatMap(({ name, gate }) =>
        gate === 'manual' ? [`${name} is approved at once, by nobody`] : [],
      ),
      ...stood.map(({ name, note }) => `${name} ${note}`),
      ...(recorded === undefined || stood.length === 0 ? [] : otherMarket(recorded, config)),
      ...enabled.flatMap(({ name }) => (parts.get(name)?.kind === 'unknown' ? [`${name} ${takenAsIs}`] : [])),
    ],
  }
}

/** How an agent takes part. */
type Part =
  | { readonly kind: 'itself' }
  /** Nobody says whether it asks the outside world. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'recorded'; readonly record: ProposalRecord; readonly note: string }
  | { readonly kind: 'none'; readonly reason: string }

const takenAsIs = 'is a program of your own and runs as it is: "outside" in its entry says whether it asks the world'

interface PartOptions extends TeamOptions {
  readonly grid: Grid
}

function partOf(entry: AgentEntry, { roster, recorded, simulated, span, grid }: PartOptions): Part {
  const asked = outsideOf(entry, roster)
  if (asked === undefined) return { kind: isOwnProgram(entry) && entry.outside === undefined ? 'unknown' : 'itself' }
  const { kind, what } = asked
  if (kind === 'samples')
    return simulated
      ? { kind: 'itself' }
      : { kind: 'none', reason: `goes by ${what}, so it is for the simulated market only` }
  if (recorded === undefined)
    return { kind: 'none', reason: `asks ${what}: give --recorded a data folder of a live run` }
  const kept = recorded.spanOf(entry.name)
  if (kept === undefined) return { kind: 'none', reason: `asks ${what}, and the record has no proposal of it` }
  const from = `proposals of ${kept.from} to ${kept.to}`
  const within = { afterMs: span.fromMs - grid.intervalMs, untilMs: span.toMs }
  if (recorded.proposalIn(entry.name, within) === undefined)
    return { kind: 'none', reason: `asks ${what}, and the record has ${from} only, none in this span` }
  const rest = isCovered(span, kept, grid) ? '' : ', a part of the span only, and proposes nothing in the rest'
  return { kind: 'recorded', record: recorded, note: `answers from recorded ${from}${rest}` }
}

function otherMarket({ market }: ProposalRecord, config: Config): readonly string[] {
  const difference = marketDifference(market, config.market)
  return difference === undefined ? [] : [`the recorded proposals were made on another market: ${difference}`]
}

function outsideOf({ program, outside, settings }: AgentEntry, roster: TeamOptions['roster']): Outside | undefined {
  if (outside === false) return undefined
  const own = 'use' in program ? roster.get(program.use)?.outside?.(settings) : undefined
  return outside === true && own?.kind !== 'world' ? { kind: 'world', what: 'the outside world' } : own
}

function isOwnProgram({ program }: AgentEntry): boolean {
  return program.kind === 'module' || program.kind === 'command'
}

/** Whoever must have the proposal of one that takes no part takes none either; what it merely uses it does without. */
function leaveOutDependants(enabled: readonly AgentEntry[], parts: Map<string, Part>): void {
  for (let found = true; found; ) {
    found = false
    for (const { name, needs, uses } of enabled) {
      const kind = parts.get(name)?.kind
      if (kind === 'none' || kind === 'recorded') continue
      const asked = needs.flatMap((need) => (typeof need === 'string' && !uses.includes(need) ? [need] : []))
      const missing = asked.map((need) => ({ need, part: parts.get(need) }))
      const [first] = missing.flatMap(({ need, part }) => (part?.kind === 'none' ? [{ need, ...part }] : []))
      if (first === undefined) continue
      parts.set(name, { kind: 'none', reason: `needs ${first.need}, which ${first.reason}` })
      found = true
    }
  }
}

function requireCritical(enabled: readonly AgentEntry[], leftOut: readonly LeftOut[]): void {
  const critical = new Set(enabled.flatMap((entry) => (entry.critical ? [entry.name] : [])))
  const missing = leftOut.filter(({ agent }) => critical.has(agent))
  if (missing.length > 0)
    throw new TeamError(
      missing
        .map(({ agent, reason }) => `agents.${agent}: critical, so it must take part, and it ${reason}`)
        .join('\n'),
    )
}

/** What is recorded has had what it needs. */
function entryOf(entry: AgentEntry, part: Part | undefined): AgentEntry {
  const patient = { ...entry, backoff: { ...entry.backoff, baseMs: 0, maxMs: 0 } }
  if (part?.kind === 'none') return { ...patient, enabled: false }
  if (part?.kind !== 'recorded') return patient
  return { ...patient, program: { kind: 'in-process', use: recordedName(entry.name) }, needs: [], uses: [] }
}

/** No agent can be called that. */
const recordedName = (agent: string) => `recorded ${agent}`

/** Whether an agent of a team's roster answers from the record. */
export function isRecorded(agent: Agent, roster: ReadonlyMap<string, Agent>): boolean {
  return roster.get(recordedName(agent.name)) === agent
}

function mapValues<Value>(record: Readonly<Record<string, Value>>, map: (value: Value) => Value) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
