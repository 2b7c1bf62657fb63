import * as z from 'zod'
import { isoTime } from '../orchestrator/clock.js'
import { instant } from '../report/figures.js'
import { createKillSwitch, removeKillSwitch } from '../store/kill-switch.js'
import { type Resumed, resume } from '../store/resume.js'
import { systemCalendar } from '../system-clocks.js'
import { dataFolder, folderName, orCommandError, withStore } from './data-folder.js'
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
  const dataDir = dataFolder(which, io)
  const killSwitch = createKillSwitch(dataDir).thrown()
  const resumption = {
    who: io.user,
    at: isoTime(systemCalendar.now()),
    reason,
    ...(killSwitch === undefined ? {} : { killSwitch }),
  }
  const resumed = withStore(dataDir, ({ database }) => resume(database, resumption))
  // The file comes last: while anything before it can fail, the halt holds.
  const removed = orCommandError(() => removeKillSwitch(dataDir))
  const { latches = [], narrowing = [], rebase = [], withdrawn = 0 } = resumed ?? {}
  const lifted: Lifted = { killSwitch: removed ?? null, latches, narrowing, rebase, withdrawn }
  print(io, {
    json,
    data: { ...resumption, ...lifted },
    lines: (page) => words(lifted, folderName(dataDir, io)).flatMap((line) => page.paragraph(line)),
  })
  return Promise.resolve(exitCode.fine)
}

interface Lifted extends Resumed {
  readonly killSwitch: string | null
}

function words({ killSwitch, latches, narrowing, rebase, withdrawn }: Lifted, folder: string): readonly string[] {
  if (killSwitch === null && latches.length + narrowing.length + withdrawn === 0)
    return [`Nothing to resume: neither HALT, nor a latch, nor a soft limit holds ${folder}.`]
  return [
    ...(killSwitch === null ? [] : [`Removed ${folder}/HALT: ${killSwitch}`]),
    ...latches.map(({ code, message, since }) => `Cleared ${code}, latched ${instant(since)}: ${message}`),
    ...narrowing.map(({ code, message }) => `Lifts ${code}: ${message}`),
    ...(rebase.length === 0 ? [] : [rebaseWords(rebase)]),
    ...(withdrawn === 0 ? [] : ['Withdrew the request to flatten, which had not been carried out.']),
    'The next verdict decides.',
  ]
}

function rebaseWords(rebase: Resumed['rebase']): string {
  const begins = rebase.includes('session') ? ['begins a new session'] : []
  const breached = rebase.filter((name) => name !== 'session')
  const rebases = breached.length === 0 ? [] : [`re-bases ${breached.join(', ')} to the equity it finds`]
  return `The next observation ${[...rebases, ...begins].join(' and ')}.`
}
