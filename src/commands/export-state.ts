import * as z from 'zod'
import { oneOf } from '../config/scalars.js'
import { lastSealedCycle, runsOfCycle } from '../store/queries.js'
import { storedTally } from '../store/stored-state.js'
import { systemCalendar } from '../system-clocks.js'
import { dataFolder, readStore } from './data-folder.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, fileArgument, parseArguments } from './parse-arguments.js'
import { readRecord, statusFrom } from './read-status.js'
import { STATE_KIND, stateOf } from './state-file.js'
import { writeExport } from './write-export.js'

const schema = z.object({
  ...configurationArguments,
  format: oneOf(['yaml', 'json']).default('yaml'),
  output: fileArgument.optional(),
})

/** `export state`: agents, cycle, trading state and account at this moment, for programs. Takes no lock. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { format, output, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  // With --data-dir alone no configuration is read, which may be another folder's.
  const isConfigured = which.dataDir === undefined || which.config !== undefined
  const state = stateOf({
    ...readState(dataDir),
    grid: isConfigured ? loadConfiguration(which, io).config.cycle : undefined,
    nowMs: systemCalendar.now(),
  })
  const { text, begins } = format === 'json' ? asJson(state) : await asYaml(state)
  await writeExport({ text, begins, output }, io)
  return exitCode.fine
}

/** All of the record as it is at one instant. */
function readState(dataDir: string) {
  const read = readStore(dataDir, (store) => {
    const { database } = store
    const sealed = lastSealedCycle(database)
    const runs = sealed === undefined ? [] : runsOfCycle(database, sealed.id)
    return { record: readRecord(store), tally: storedTally(database), runs }
  })
  return { status: statusFrom(dataDir, read?.record), tally: read?.tally, runs: read?.runs ?? [] }
}

function asJson(state: object) {
  return { text: `${JSON.stringify(state, null, 2)}\n`, begins: `{\n  "kind": "${STATE_KIND}",\n` }
}

/** As YAML 1.1 and 1.2 read it alike: "no" and instants in quotes, as the older takes them for something else. */
async function asYaml(state: object) {
  const { default: yaml } = await import('yaml') // 20 ms that no other command needs
  return { text: yaml.stringify(state, { version: '1.1', lineWidth: 0 }), begins: `kind: ${STATE_KIND}\n` }
}
