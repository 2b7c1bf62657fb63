import * as z from 'zod'
import { isoTime } from '../orchestrator/clock.js'
import { instant } from '../report/figures.js'
import { askingsOf, type Decision, decide } from '../store/approvals.js'
import type { Database } from '../store/connection.js'
import { lockHolder } from '../store/lock.js'
import { cycleWithId } from '../store/queries.js'
import { systemCalendar } from '../system-clocks.js'
import { dataFolder, folderName, orCommandError, withStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const schema = z.object({
  ...configurationArguments,
  cycle: z.string({ error: 'the id of a cycle, such as c000012' }),
  reason: z.string({ error: 'a text' }).trim().optional(),
  reject: switchArgument,
  json: switchArgument,
})

/** `approve`: a person's word on a cycle that waits at a manual gate; its loop hears it within a second. */
export function run(args: unknown, io: Io): Promise<number> {
  const { json, cycle, reason = '', reject, ...which } = parseArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const decision: Decision = {
    kind: reject ? 'reject' : 'approve',
    who: io.user,
    at: isoTime(systemCalendar.now()),
    reason: reason === '' ? null : reason,
  }
  const isRunning = orCommandError(() => lockHolder(dataDir)) !== undefined
  const asking = withStore(dataDir, ({ database }) => {
    const decided = isRunning ? decide(database, cycle, decision) : undefined
    if (decided === undefined) throw refused(cycle, whyNot(database, cycle) ?? noLoop(dataDir, io))
    return decided
  })
  if (asking === undefined) throw refused(cycle, noLoop(dataDir, io))
  const { phase } = asking
  const words = reject
    ? `${cycle} is not approved after ${phase}: the rest of it is halted.`
    : `${cycle} is approved after ${phase} and goes on.`
  print(io, { json, data: { cycle, phase, ...decision }, lines: (page) => page.paragraph(words) })
  return Promise.resolve(exitCode.fine)
}

function refused(cycle: string, why: string): CommandError {
  return new CommandError(exitCode.usage, `approve ${cycle}: expected a cycle that waits, and ${why}`)
}

const noLoop = (dataDir: string, io: Io) => `no loop runs on ${folderName(dataDir, io)}`

/** Undefined when it would wait, if there were a loop. */
function whyNot(database: Database, id: string): string | undefined {
  const cycle = cycleWithId(database, id)
  if (cycle === undefined) return 'there is no such cycle'
  const [asking] = askingsOf(database, id)
  if (asking === undefined) return `it does not: it is ${cycle.status}`
  const { decision, endedAt, until } = asking
  if (decision !== null) return decidedBy(decision)
  const overAt = endedAt ?? until
  return Date.parse(overAt) > systemCalendar.now() ? undefined : `nobody waits since ${instant(overAt)}`
}

function decidedBy({ kind, who, at, reason }: Decision): string {
  const word = kind === 'approve' ? 'approved' : 'rejected'
  return `${who} has ${word} it already, ${instant(at)}${reason === null ? '' : `: ${reason}`}`
}
