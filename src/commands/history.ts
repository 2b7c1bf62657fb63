import * as z from 'zod'
import type { Page } from '../report/page.js'
import type { Store } from '../store/database.js'
import { knownAgents, recentCycles, recentRuns, wholeCycle } from '../store/queries.js'
import { dataFolder, folderName, readStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import { underHeadline } from './headline.js'
import { cycleTable, runTable, wholeCycleLines } from './history-lines.js'
import type { Io } from './io.js'
import { configurationArguments, countArgument, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const name = z.string({ error: 'a name' }).min(1, { error: 'a name' })

const schema = z.object({
  ...configurationArguments,
  limit: countArgument.default(20),
  cycle: name.optional(),
  agent: name.optional(),
  json: switchArgument,
})

type Wanted = Pick<z.output<typeof schema>, 'limit' | 'cycle' | 'agent'>

/** `history`: past cycles, newest first; or one cycle whole; or the runs of one agent. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, limit, cycle, agent, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const found = readStore(dataDir, (store) => underHeadline(store, find(store, { limit, cycle, agent })))
  const none = {
    data: [],
    lines: (page: Page) => page.paragraph(`No cycle has run on ${folderName(dataDir, io)} yet.`),
  }
  print(io, { json, ...(found ?? none) })
  return Promise.resolve(exitCode.fine)
}

function find(store: Store, { limit, cycle, agent }: Wanted) {
  if (cycle !== undefined) return whole(store, cycle, agent)
  if (agent !== undefined) return runsOf(store, agent, limit)
  const cycles = recentCycles(store.database, limit)
  return { data: cycles, lines: (page: Page) => cycleTable(cycles, page) }
}

function whole({ database }: Store, id: string, agent: string | undefined) {
  const cycle = wholeCycle(database, id, agent)
  if (cycle === undefined)
    throw new CommandError(exitCode.usage, `--cycle: expected a cycle of this folder, got "${id}"`)
  return { data: cycle, lines: (page: Page) => wholeCycleLines(cycle, page) }
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
