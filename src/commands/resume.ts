import * as z from 'zod'
import { resume } from '../operate/resume.js'
import { isoTime } from '../orchestrator/clock.js'
import { systemCalendar } from '../system-clocks.js'
import { operatedFolder, orCommandError } from './data-folder.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const reason = { error: 'why it is safe to go on, such as "checked the book"' }
const schema = z.object({
  ...configurationArguments,
  reason: z.string(reason).trim().min(1, reason),
  json: switchArgument,
})

/** `resume`: clears the latches and the HALT file, records who and why, and says what it removed. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, reason, ...which } = parseArguments(schema, args)
  const folder = operatedFolder(which, io)
  const asked = { who: io.user, at: isoTime(systemCalendar.now()), reason }
  const { done, words } = orCommandError(() => resume(folder, asked))
  print(io, { json, data: done, lines: (page) => words.flatMap((line) => page.paragraph(line)) })
  return Promise.resolve(exitCode.fine)
}
