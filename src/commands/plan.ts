import * as z from 'zod'
import type { AgentEntry } from '../config/config.js'
import { printDuration } from '../config/duration.js'
import { agentsOf, type Plan, type PlannedAgent } from '../orchestrator/plan.js'
import { planOf } from '../plan-from-config.js'
import { figureColumn } from '../report/column-widths.js'
import { duration } from '../report/figures.js'
import type { Page } from '../report/page.js'
import { storedTally } from '../store/stored-state.js'
import { printFiles } from './config.js'
import { readStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import { type ExpectedSchedule, expectedSchedule } from './expected-schedule.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { requireKnown } from './only-argument.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { overridesOf, planArguments } from './plan-arguments.js'
import { planDot } from './plan-dot.js'
import { planTree } from './plan-tree.js'
import { printWide } from './print.js'
import { printProgram, shownProgram } from './shown-program.js'
import { worstCaseMs } from './worst-case.js'

const schema = z.object({ ...configurationArguments, ...planArguments, json: switchArgument, dot: switchArgument })

/** `plan`: what would run, as it would run, how long it is expected to take, and how long it may take. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, dot, ...which } = parseArguments(schema, args)
  if (json && dot) throw new CommandError(exitCode.usage, '--dot: expected no --json beside it')
  const loaded = loadConfiguration(which, io, overridesOf(which))
  requireKnown(loaded.config, which.only)
  const { agents, cycle, dataDir } = loaded.config
  const plan = planOf(loaded.config, which.only)
  const expected = measuredSchedule(plan, dataDir, io)
  const worstMs = worstCaseMs(plan)
  const { intervalMs } = cycle
  if (dot) io.stdout.write(planDot(plan, expected))
  else
    printWide(io, {
      json,
      data: { ...shown(plan, agents), expected: expected ?? null, worstCaseMs: worstMs, intervalMs },
      lines: (page) => [
        ...page.heading(printFiles(loaded, io.cwd)),
        '',
        ...planTree(plan, { agents, critical: new Set(expected?.criticalPath) }, page),
        '',
        ...page.heading('EXPECTED'),
        ...agentTable(plan, { agents, cwd: io.cwd, expected }, page),
        '',
        ...page.pairs([
          ...expectations(plan, expected),
          ['Grace to end in', duration(plan.shutdownGraceMs)],
          ['Worst case', duration(worstMs)],
          ['Interval', intervalMs === 0 ? 'none: one cycle after the other' : duration(intervalMs)],
        ]),
      ],
    })
  if (intervalMs > 0 && worstMs > intervalMs)
    io.stderr.write('warning: the worst case is over the interval; ticks that pass meanwhile are skipped\n')
  return Promise.resolve(exitCode.fine)
}

/** By the durations on record; undefined before the first cycle, and where the record cannot be read, which is said. */
function measuredSchedule(plan: Plan, dataDir: string, io: Io): ExpectedSchedule | undefined {
  try {
    const tally = readStore(dataDir, ({ database }) => storedTally(database))
    if (tally === undefined) return undefined
    const counts = new Map(Object.entries(tally.agents))
    return expectedSchedule(plan, (agent) => counts.get(agent)?.expectedDurationMs ?? null)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    io.stderr.write(`warning: no expected times: ${error.message}\n`)
    return undefined
  }
}

type Entries = Readonly<Record<string, AgentEntry>>

/** Settings stay out of sight, as do the values of variables: they may hold secrets. */
function shown({ phases, ...rest }: Plan, entries: Entries) {
  const publicly = (agent: PlannedAgent) => {
    const entry = entries[agent.name]
    const { program, conditions } = entry ?? {}
    return { ...agent, settings: undefined, conditions, ...(program && { program: shownProgram(program) }) }
  }
  return { phases: phases.map((phase) => ({ ...phase, agents: phase.agents.map(publicly) })), ...rest }
}

interface TableOptions {
  readonly agents: Entries
  readonly cwd: string
  readonly expected: ExpectedSchedule | undefined
}

function agentTable(plan: Plan, { agents, cwd, expected }: TableOptions, page: Page): string[] {
  const runs = new Map(expected?.runs.map((run) => [run.agent, run]))
  const columns = [
    { head: 'agent', isName: true },
    { head: 'program', lines: page.columns < 80 ? 1 : 3 },
    ...['deadline', 'starts', 'takes', 'ends'].map(figureColumn),
  ]
  const rows = agentsOf(plan).map(({ name, timeoutMs }) => {
    const entry = agents[name]
    const program = entry === undefined ? '–' : printProgram(entry, cwd)
    const { startMs, endMs, durationMs = null, critical } = runs.get(name) ?? {}
    const starts = startMs === undefined ? '–' : `+${duration(startMs)}`
    const ends = endMs === undefined || durationMs === null ? '–' : `+${duration(endMs)}`
    const takes = durationMs === null ? '–' : duration(durationMs)
    return [name, program, printDuration(timeoutMs), starts, takes, ends, critical === true ? '◆' : '']
  })
  return page.table([...columns, { head: 'path' }], rows)
}

function expectations(
  { phases }: Plan,
  expected: ExpectedSchedule | undefined,
): readonly (readonly [label: string, value: string])[] {
  if (expected === undefined) return [['Expected', 'not known before the first cycle on the data folder']]
  const { durationMs, sequentialMs, speedup, criticalPath, unknown } = expected
  const person = phases.some(({ gate }) => gate === 'manual') ? ', and as long as a person takes to approve' : ''
  return [
    ['Expected', `${duration(durationMs)}${person}; ${duration(sequentialMs)} one after the other`],
    ['Expected speed-up', speedup === null ? 'n/a (not every agent has run yet)' : `${speedup.toFixed(2)}x`],
    ...(unknown.length === 0 ? [] : [['Never ran', `${unknown.join(', ')}; counted as taking no time`] as const]),
    ['Critical path ◆', criticalPath.join(' → ')],
  ]
}
