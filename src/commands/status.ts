import * as z from 'zod'
import { dataFolders, folderName } from './data-folder.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'
import { readStatus } from './read-status.js'
import { statusLines } from './status-lines.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** `status`: whether a loop runs, what may trade and why, the last cycle, agents and portfolio. Takes no lock. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const folders = dataFolders(which, io)
  const status = await readStatus(folders)
  print(io, { json, data: status, lines: (page) => statusLines(status, page, folderName(folders.dataDir, io)) })
  return exitCode.fine
}
