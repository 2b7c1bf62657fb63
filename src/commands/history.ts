import * as z from 'zod'
import type { Page } from '../report/page.js'
import { cycleFigures } from '../report/timeline/cycle-figures.js'
import { timelineOf } from '../report/timeline/timeline.js'
import type { Store } from '../store/database.js'
import { knownAgents, recentCycles, recentRuns, wholeCycle } from '../store/queries.js'
import { timedRecord } from '../watch/read/timed-record.js'
import { dataFolder, folderName, readStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import { underHeadline } from './headline.js'
import { cycleTable, runsRemoved, runTable, wholeCycleLines } from './history-lines.js'
import type { Io } from './io.js'
import {
  configurationArguments,
  countArgument,
  fileArgument,
  parseArguments,
  switchArgument,
} from './parse-arguments.js'
import { printWide } from './print.js'
import { writeTraceOf } from './tracing.js'

const name = z.string({ error: 'a name' }).min(1, { error: 'a name' })

const schema = z.object({
  ...configurationArguments,
  limit: countArgument.default(20),
  cycle: name.optional(),
  agent: name.optional(),
  trace: fileArgument.optional(),
  json: switchArgument,
})

type Wanted = Pick<z.output<typeof schema>, 'limit' | 'cycle' | 'agent' | 'trace'>

/** `history`: past cycles, newest first; or one cycle whole, with its times; or the runs of one agent. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, limit, cycle, agent, trace, ...which } = parseArguments(schema, args)
  if (trace !== undefined && cycle === undefined)
    throw new CommandError(exitCode.usage, '--trace: expected --cycle beside it')
  const dataDir = dataFolder(which, io)
  const found = readStore(dataDir, (store) => underHeadline(store, find(store, { limit, cycle, agent })))
  const none = {
    data: [],
    lines: (page: Page) => page.paragraph(`No cycle has run on ${folderName(dataDir, io)} yet.`),
  }
  printWide(io, { json, ...(found ?? none) })
  return traced(dataDir, { cycle, trace }, io)
}

async function traced(dataDir: string, { cycle, trace }: Pick<Wanted, 'cycle' | 'trace'>, io: Io): Promise<number> {
  if (cycle === undefined || trace === undefined) return exitCode.fine
  const whole = readStore(dataDir, ({ database }) => wholeCycle(database, cycle))
  if (whole !== undefined && whole.runsKeptFrom !== null)
    throw new CommandError(exitCode.usage, `--trace: ${cycle} is too old. ${runsRemoved(whole.runsKeptFrom)}`)
  if (whole !== undefined) await writeTraceOf(timelineOf(timedRecord(whole)), trace, io)
  return exitCode.fine
}

function find(store: Store, { limit, cycle, agent }: Omit<Wanted, 'trace'>) {
  if (cycle !== undefined) return whole(store, cycle, agent)
  if (agent !== undefined) return runsOf(store, agent, limit)
  const cycles = recentCycles(store.database, limit)
  return { data: cycles, lines: (page: Page) => cycleTable(cycles, page) }
}

function whole({ database }: Store, id: string, agent: string | undefined) {
  const cycle = wholeCycle(database, id, agent)
  if (cycle === undefined)
    throw new CommandError(exitCode.usage, `--cycle: expected a cycle of this folder, got "${id}"`)
  if (agent !== undefined || cycle.runsKeptFrom !== null)
    return { data: cycle, lines: (page: Page) => wholeCycleLines(cycle, undefined, page) }
  const timeline = timelineOf(timedRecord(cycle))
  const summary = cycleFigures(timeline)
  return {
    data: { ...cycle, summary },
    lines: (page: Page) => wholeCycleLines(cycle, { timeline, summary }, page),
  }
}

function runsOf({ database }: Store, agent: string, limit: number) {
  const runs = recentRuns(database, agent, limit)
  if (runs.length === 0)
    throw new CommandError(exitCode.usage, `--agent: expected ${agentsOf(database)}, got "${agent}"`)
  return { data: runs, lines: (page: Page) => runTable(runs, page) }
}

function agentsOf(database: Store['database']): string {
  return knownAgents(database).join(' or ') || 'an agent that has run (none has)'
}
