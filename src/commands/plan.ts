import * as z from 'zod'
import type { AgentEntry } from '../config/config.js'
import { printDuration } from '../config/duration.js'
import { backoffDelayMs } from '../orchestrator/backoff.js'
import { type Need, nameOf } from '../orchestrator/needs.js'
import type { Plan, PlannedAgent, PlannedPhase } from '../orchestrator/plan.js'
import { planOf } from '../plan-from-config.js'
import type { Column } from '../report/column-widths.js'
import type { Page } from '../report/page.js'
import { printFiles } from './config.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'
import { printProgram, shownProgram } from './shown-program.js'
import { worstCaseMs } from './worst-case.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** `plan`: what would run, as it would run, and how long it may take. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const loaded = loadConfiguration(which, io)
  const plan = planOf(loaded.config)
  const worstMs = worstCaseMs(plan)
  const { agents, cycle } = loaded.config
  const { intervalMs } = cycle
  const table = agentTable({ agents, cwd: io.cwd })
  print(io, {
    json,
    data: { ...shown(plan, agents), worstCaseMs: worstMs, intervalMs },
    lines: (page) => [
      ...page.heading(printFiles(loaded, io.cwd)),
      '',
      ...plan.phases.flatMap((phase) => [...page.heading(heading(phase)), ...table(phase.agents, page), '']),
      ...page.pairs([
        ['Grace to end in', printDuration(plan.shutdownGraceMs)],
        ['Worst case', printDuration(Math.ceil(worstMs / 1000) * 1000)],
        ['Interval', intervalMs === 0 ? 'none: one cycle after the other' : printDuration(intervalMs)],
      ]),
    ],
  })
  if (intervalMs > 0 && worstMs > intervalMs)
    io.stderr.write('warning: the worst case is over the interval; ticks that pass meanwhile are skipped\n')
  return Promise.resolve(exitCode.fine)
}

type Entries = Readonly<Record<string, AgentEntry>>

/** Settings stay out of sight, as do the values of variables: they may hold secrets. */
function shown({ phases, ...rest }: Plan, entries: Entries) {
  const publicly = (agent: PlannedAgent) => {
    const entry = entries[agent.name]
    return { ...agent, settings: undefined, ...(entry && { program: shownProgram(entry.program) }) }
  }
  return { phases: phases.map((phase) => ({ ...phase, agents: phase.agents.map(publicly) })), ...rest }
}

function heading({ name, gate, maxWorkers, timeoutMs }: PlannedPhase): string {
  const pace = maxWorkers === 1 ? 'one after the other' : `at most ${maxWorkers} at once`
  const limit = timeoutMs === undefined ? '' : `, for at most ${printDuration(timeoutMs)}`
  const then = {
    none: 'settled in this order',
    verdicts: 'each must give a verdict',
    manual: 'then a person must approve',
  } as const
  return `${name.toUpperCase()}: ${pace}${limit}; ${then[gate]}`
}

const printNeed = (need: Need) => (typeof need === 'string' ? need : `${nameOf(need)} (ended)`)

function agentTable({ agents, cwd }: { readonly agents: Entries; readonly cwd: string }) {
  const columns: readonly Column[] = [
    { head: 'agent' },
    { head: 'program', lines: 3 },
    { head: 'deadline', align: 'right' },
    { head: 'retries', align: 'right' },
    { head: 'after' },
    { head: 'needs', lines: 3 },
    { head: 'runs when' },
  ]
  const rowOf = ({ name, timeoutMs, retries, backoff, needs, runWhen }: PlannedAgent) => {
    const entry = agents[name]
    const program = entry === undefined ? '–' : printProgram(entry, cwd)
    const delays = Array.from({ length: retries }, (_, i) => printDuration(backoffDelayMs(backoff, i + 1)))
    const deadline = printDuration(timeoutMs)
    return [
      name,
      program,
      deadline,
      `${retries}`,
      delays.join(' ') || '–',
      needs.map(printNeed).join(', ') || '–',
      runWhen,
    ]
  }
  return (planned: readonly PlannedAgent[], page: Page): string[] =>
    planned.length === 0 ? page.paragraph('none') : page.table(columns, planned.map(rowOf))
}
