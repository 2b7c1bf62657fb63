import * as z from 'zod'
import { isoTime } from '../orchestrator/clock.js'
import { lockHolder } from '../store/lock.js'
import { addRequest } from '../store/requests.js'
import { systemCalendar } from '../system-clocks.js'
import { dataFolder, folderName, orCommandError, withStore } from './data-folder.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const schema = z.object({ ...configurationArguments, json: switchArgument })

/** `stop`: asks a running loop to end after its cycle. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const loop = orCommandError(() => lockHolder(dataDir))
  const request = { kind: 'stop', who: io.user, at: isoTime(systemCalendar.now()) } as const
  const asked = loop === undefined ? undefined : withStore(dataDir, ({ database }) => addRequest(database, request))
  const who = loop?.pid === undefined ? 'The loop' : `The loop (process ${loop.pid})`
  const words = asked === undefined ? `No loop runs on ${folderName(dataDir, io)}.` : `${who} stops after its cycle.`
  print(io, { json, data: { asked: asked !== undefined, loop: loop ?? null }, lines: (page) => page.paragraph(words) })
  return Promise.resolve(exitCode.fine)
}
