import * as z from 'zod'
import { isoTime } from '../orchestrator/clock.js'
import { throwKillSwitch } from '../store/kill-switch.js'
import { lockHolder } from '../store/lock.js'
import { addRequest, Requests } from '../store/requests.js'
import { systemCalendar } from '../system-clocks.js'
import { dataFolder, folderName, orCommandError, withStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const schema = z.object({
  ...configurationArguments,
  reason: z.string({ error: 'a text' }).default('halted by hand'),
  flatten: switchArgument,
  json: switchArgument,
})

/**
 * `halt`: throws the kill switch before anything in the folder is looked at; `--flatten` also asks to sell everything.
 * Without --data-dir it is the configuration that says which folder: one that cannot be read ends it, with the way past.
 */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, reason, flatten, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const request = { reason, who: io.user, at: isoTime(systemCalendar.now()) }
  orCommandError(() => throwKillSwitch(dataDir, request))
  const recorded = saidThatHalted(() => record(dataDir, request, flatten))
  const running = orCommandError(() => lockHolder(dataDir)) !== undefined
  const data = { halted: true, ...request, running, flatten: flatten && recorded }
  const words = [
    `${folderName(dataDir, io)} is halted: nothing is launched or sent from now on.`,
    ...(running ? [] : ['No loop runs on this folder: is it the right one?']),
    ...(flatten ? [flattenWords(recorded, running)] : []),
    'To go on: riskfirst resume --reason "…"',
  ]
  print(io, { json, data, lines: (page) => words.flatMap((line) => page.paragraph(line)) })
  return Promise.resolve(exitCode.fine)
}

type Halt = { readonly reason: string; readonly who: string; readonly at: string }

/** Whether there is a record that takes requests. */
function record(dataDir: string, request: Halt, flatten: boolean): boolean {
  const done = withStore(dataDir, ({ database }) => {
    addRequest(database, { kind: 'halt', ...request, appliedAt: request.at })
    if (flatten && new Requests(database).pending('flatten').length === 0)
      addRequest(database, { kind: 'flatten', ...request })
    return true
  })
  return done ?? false
}

/** A record that cannot be written must not hide that the switch holds. */
function saidThatHalted<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const message = `Halted: the HALT file is there and holds. It could not be recorded, though: ${error.message}`
    throw new CommandError(error.code, message, { cause: error })
  }
}

function flattenWords(recorded: boolean, running: boolean): string {
  if (!recorded) return 'There is nothing to flatten: no cycle has run on this folder yet.'
  return running
    ? 'Flatten: the running loop sells every position now.'
    : 'Flatten: every position is sold when riskfirst run starts next, if HALT is still there.'
}
