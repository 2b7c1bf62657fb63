import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import { compareRecords } from '../replay/diff.js'
import { comparisonLines } from '../report/replay-diff.js'
import { databasePath } from '../store/database.js'
import { dataFolder, folderName, readStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import { headline } from './headline.js'
import type { Io } from './io.js'
import { configurationArguments, fileArgument, parseArguments, switchArgument } from './parse-arguments.js'
import { printWide } from './print.js'

const schema = z.object({ ...configurationArguments, a: fileArgument, b: fileArgument, json: switchArgument })

/** `replay diff A B`: where two replays, or two data folders, differ first; 0 whether they do or not. */
export function run(args: unknown, io: Io): Promise<number> {
  const { a, b, json, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const [one, other] = [folderOf(a, dataDir, io), folderOf(b, dataDir, io)]
  const found = readStore(one, (first) =>
    readStore(other, (second) => ({
      identities: [first.identity, second.identity],
      comparison: compareRecords(first.database, second.database),
    })),
  )
  if (found === undefined) throw new Error(`the record of ${a} or ${b} went away`)
  const { comparison, identities } = found
  printWide(io, {
    json,
    data: comparison,
    lines: (page) => [
      ...identities.flatMap((identity, index) => [...headline(identity, page), ...page.paragraph([a, b][index] ?? '')]),
      '',
      ...comparisonLines(comparison, [a, b], page),
    ],
  })
  return Promise.resolve(exitCode.fine)
}

/** The folder of a replay by its name, or any data folder by its path. */
function folderOf(name: string, dataDir: string, io: Io): string {
  const replays = join(dataDir, 'replays')
  const found = [join(replays, name), resolve(io.cwd, name)].find((folder) => existsSync(databasePath(folder)))
  if (found !== undefined) return found
  const known = existsSync(replays)
    ? readdirSync(replays).filter((one) => existsSync(databasePath(join(replays, one))))
    : []
  const there = known.length === 0 ? 'there is none' : `known: ${known.join(', ')}`
  throw new CommandError(
    exitCode.usage,
    `replay diff: expected the name of a replay in ${folderName(replays, io)} (${there}) or a data folder, got "${name}"`,
  )
}
