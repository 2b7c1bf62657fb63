import * as z from 'zod'
import { halt } from '../operate/halt.js'
import { isoTime } from '../orchestrator/clock.js'
import { systemCalendar } from '../system-clocks.js'
import { operatedFolder, orCommandError } from './data-folder.js'
import { exitCode } from './exit-code.js'
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
  const folder = operatedFolder(which, io)
  const asked = { reason, who: io.user, at: isoTime(systemCalendar.now()), flatten }
  const { done, words } = orCommandError(() => halt(folder, asked))
  print(io, { json, data: done, lines: (page) => words.flatMap((line) => page.paragraph(line)) })
  return Promise.resolve(exitCode.fine)
}
