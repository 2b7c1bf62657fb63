import * as z from 'zod'
import { close } from '../operate/close.js'
import { isoTime } from '../orchestrator/clock.js'
import { systemCalendar } from '../system-clocks.js'
import { operatedFolder, orCommandError } from './data-folder.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const schema = z.object({
  ...configurationArguments,
  symbol: z.string({ error: 'a symbol that is held, such as BTC/USDT' }).trim(),
  reason: z.string({ error: 'a text' }).trim().optional(),
  json: switchArgument,
})

/** `close`: asks the loop to sell one position whole; a running one does it as soon as it is in no cycle. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, symbol, reason = '', ...which } = parseArguments(schema, args)
  const folder = operatedFolder(which, io)
  const asked = { symbol, reason: reason === '' ? null : reason, who: io.user, at: isoTime(systemCalendar.now()) }
  const { done, words } = orCommandError(() => close(folder, asked))
  print(io, { json, data: done, lines: (page) => words.flatMap((line) => page.paragraph(line)) })
  return Promise.resolve(exitCode.fine)
}
