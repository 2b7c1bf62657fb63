import { relative, resolve } from 'node:path'
import * as z from 'zod'
import { isoTime } from '../orchestrator/clock.js'
import { restore } from '../store/restore.js'
import { systemCalendar } from '../system-clocks.js'
import { backupPairs } from './backup-words.js'
import { dataFolder, folderName, orCommandError } from './data-folder.js'
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

/** `restore`: puts a backup's record and broker into the data folder, which is halted until a person resumes. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, file: name, force, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const file = resolve(io.cwd, name)
  const at = isoTime(systemCalendar.now())
  const { movedAside, reason, ...contents } = orCommandError(() =>
    restore({ dataDir, file, at, who: io.user, pid: io.pid, replace: force }),
  )
  const folder = folderName(dataDir, io)
  const there = which.dataDir === undefined ? '' : ` --data-dir ${which.dataDir}`
  print(io, {
    json,
    data: { dataDir, file, halted: true, reason, movedAside, ...contents },
    lines: (page) => [
      ...page.paragraph(`Restored ${name} into ${folder}, which is halted.`),
      ...page.pairs(backupPairs(contents)),
      ...movedAside.flatMap((path) => page.paragraph(`Kept what was there: ${folder}/${relative(dataDir, path)}`)),
      ...page.paragraph('Next:'),
      ...page.pairs([
        [`riskfirst status${there}`, 'what it holds'],
        [`riskfirst doctor${there}`, 'whether a run would start'],
        [`riskfirst resume --reason "…"${there}`, 'lifts the halt'],
        [`riskfirst run${there}`, 'goes on from there'],
      ]),
    ],
  })
  return Promise.resolve(exitCode.fine)
}
