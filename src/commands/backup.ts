import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'
import { isoTime } from '../orchestrator/clock.js'
import { fileSize } from '../report/figures.js'
import { backUp } from '../store/backup.js'
import { systemCalendar } from '../system-clocks.js'
import { backupPairs } from './backup-words.js'
import { asCommandError, dataFolder, folderName } from './data-folder.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, fileArgument, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const schema = z.object({
  ...configurationArguments,
  file: fileArgument,
  force: switchArgument,
  json: switchArgument,
})

/** `backup`: puts record and broker of the data folder into one file, beside a running loop or without one. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { json, file: name, force, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const file = resolve(io.cwd, name)
  const at = isoTime(systemCalendar.now())
  try {
    const contents = await backUp({ dataDir, file, at, replace: force })
    const { size: bytes } = statSync(file)
    print(io, {
      json,
      data: { file, dataDir, bytes, ...contents },
      lines: (page) => [
        ...page.paragraph(
          `Backed up ${folderName(dataDir, io)} into ${name}, ${fileSize(bytes)}; read back, and whole.`,
        ),
        ...page.pairs(backupPairs(contents)),
        ...page.paragraph(`To bring it back: riskfirst restore ${name} --data-dir FOLDER`),
      ],
    })
  } catch (error) {
    throw asCommandError(error)
  }
  return exitCode.fine
}
