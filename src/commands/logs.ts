import { join } from 'node:path'
import { Chalk } from 'chalk'
import * as z from 'zod'
import { duration } from '../config/duration.js'
import { hintFor } from '../config/nearest.js'
import { agentName } from '../config/scalars.js'
import { messageOf } from '../orchestrator/message.js'
import type { LogEntry } from '../report/agent-log-line.js'
import { AgentLogReader, loggedAgents, type ReadLog } from '../report/agent-log-reader.js'
import { counted, instant } from '../report/figures.js'
import { plainLine } from '../report/plain-text.js'
import { systemClocks } from '../system-clocks.js'
import { dataFolder } from './data-folder.js'
import { every } from './every.js'
import { CommandError, type ExitCode, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'

const cycleId = { error: 'the id of a cycle' }

const schema = z.object({
  ...configurationArguments,
  agent: agentName().optional(),
  follow: switchArgument,
  since: duration().optional(),
  cycle: z.string(cycleId).min(1, cycleId).optional(),
  json: switchArgument,
})

const POLL_MS = 250

/** `logs [AGENT]`: what the processes of agents printed, all agents' lines by time; `--follow` goes on until a signal. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { agent, follow, since, cycle, json, ...which } = parseArguments(schema, args)
  const dir = join(dataFolder(which, io), 'logs')
  const sinceIso = since === undefined ? '' : new Date(systemClocks.calendar.now() - since).toISOString()
  const isWanted = (entry: LogEntry) => entry.time >= sinceIso && (cycle === undefined || entry.cycleId === cycle)
  const reader = new AgentLogReader(dir, agent)
  const width = Math.max(...loggedAgents(dir).map(({ length }) => length), 0)
  const line = json ? jsonLine : textLine({ width, colours: io.stdout.colours })
  const show = ({ entries, foreign }: ReadLog) => {
    const wanted = entries.filter(isWanted)
    if (wanted.length > 0) io.stdout.write(`${wanted.map(line).join('\n')}\n`)
    if (foreign > 0) io.stderr.write(`${counted(foreign, 'line')} left out: not of riskfirst's making, or torn\n`)
    return wanted.length
  }
  const read = (toEnd: boolean) => orUnreadable(() => reader.read({ toEnd }))
  const shown = show(read(!follow))
  if (shown === 0) io.stderr.write(`${nothing(dir, agent, since !== undefined || cycle !== undefined)}\n`)
  return follow ? keepOn(() => show(read(false)), io) : exitCode.fine
}

/** Calls `look` again and again, until a signal ends it or nobody reads any more. */
function keepOn(look: () => void, io: Io): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    const end = () => {
      endPolling()
      endSignals()
    }
    const endPolling = every(systemClocks.timer, POLL_MS, () => {
      try {
        look()
        if (io.stdout.isOpen) return
        end()
        resolve(exitCode.fine)
      } catch (error) {
        end()
        reject(error)
      }
    })
    const endSignals = io.onSignal((signal) => {
      end()
      resolve(signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated)
    })
  })
}

function orUnreadable<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    const reason = messageOf(error)
    throw new CommandError(exitCode.configuration, `logs: expected files that can be read, got ${reason}`, {
      cause: error,
    })
  }
}

function jsonLine({ time, agent, cycleId, attempt, stream, text }: LogEntry): string {
  return JSON.stringify({ time, agent, cycleId: cycleId ?? null, attempt: attempt ?? null, stream, text })
}

function textLine({ width, colours }: { readonly width: number; readonly colours: boolean }) {
  const chalk = new Chalk({ level: colours ? 1 : 0 })
  return ({ time, agent, cycleId, attempt, stream, text }: LogEntry) => {
    const run = cycleId === undefined ? '–' : `${cycleId}${(attempt ?? 1) > 1 ? `#${attempt}` : ''}`
    const head = `${instant(time)}  ${agent.padEnd(width)}  ${plainLine(run).padEnd(9)}`
    const said = plainLine(text)
    return stream === 'err'
      ? `${chalk.dim(head)}  ${chalk.magenta(`err  ${said}`)}`
      : `${chalk.dim(head)}       ${said}`
  }
}

function nothing(dir: string, agent: string | undefined, isFiltered: boolean): string {
  const agents = loggedAgents(dir)
  if (agents.length === 0) return 'no agent with a process has printed anything yet'
  if (agent !== undefined && !agents.includes(agent)) {
    const { hint } = hintFor(agent, agents)
    return `${agent} has printed nothing yet${hint === undefined ? '' : ` (${hint})`}`
  }
  return isFiltered ? 'nothing was printed then; without --since and --cycle there is more' : 'nothing was printed yet'
}
