import * as z from 'zod'
import { recentCycles, wholeCycle } from '../store/queries.js'
import { ACTIVITY_BEGINS, activityFile } from './activity-file.js'
import { dataFolder, folderName, readStore } from './data-folder.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, countArgument, fileArgument, parseArguments } from './parse-arguments.js'
import { writeExport } from './write-export.js'

const schema = z.object({
  ...configurationArguments,
  limit: countArgument.default(20),
  output: fileArgument.optional(),
})

/** `export activity`: what the last cycles and their agents did, newest first, as Markdown. Takes no lock. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { limit, output, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const text = readStore(dataDir, ({ database, identity }) => {
    const cycles = recentCycles(database, limit).flatMap(({ id }) => wholeCycle(database, id) ?? [])
    return activityFile(identity, cycles)
  })
  const none = `${ACTIVITY_BEGINS}\nNo cycle has run on ${folderName(dataDir, io)} yet.\n`
  await writeExport({ text: text ?? none, begins: ACTIVITY_BEGINS, output }, io)
  return exitCode.fine
}
