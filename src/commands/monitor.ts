import * as z from 'zod'
import { duration } from '../config/duration.js'
import { messageOf } from '../orchestrator/message.js'
import { monitorFrame } from '../report/monitor/frame.js'
import { systemClocks } from '../system-clocks.js'
import { CommandError, type ExitCode, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { type Check, checkLevels, checkLine, checkOf } from './monitor-check.js'
import { openFolder } from './monitor-folder.js'
import { followAsJson, followOnScreen, jsonOf } from './monitor-follow.js'
import { openPage, type PageAddress } from './monitor-page.js'
import { type MonitorSource, UnseenError } from './monitor-source.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'

const ofInterval = { error: 'a duration of at least 100ms, such as 5s' }

const schema = z.object({
  ...configurationArguments,
  url: z.string({ error: 'the address of a page' }).optional(),
  once: switchArgument,
  interval: duration()
    .refine((ms) => ms >= 100, ofInterval)
    .default(1000),
  json: switchArgument,
  check: switchArgument,
})

type Options = z.output<typeof schema>

/** `monitor`: what the page shows, on a terminal, of a loop on this machine or of one behind its page. Takes no lock. */
export async function run(args: unknown, io: Io): Promise<number> {
  const options = parseArguments(schema, args)
  requireSense(options)
  if (options.check) return check(options, io)
  const source = sourceOf(options, io)
  try {
    await watch(source, options, io)
  } finally {
    source.close()
  }
  return exitCode.fine
}

async function watch(source: MonitorSource, { once, json, interval: intervalMs }: Options, io: Io): Promise<void> {
  const following = { source, intervalMs, clocks: systemClocks }
  if (json && !once) return followAsJson(following, io)
  const isDumb = io.env['TERM'] === 'dumb' // it would print what it should obey
  if (!once && !isDumb && io.terminal !== undefined) return followOnScreen(following, io, io.terminal)
  await showOnce(source, json, io)
}

async function showOnce(source: MonitorSource, json: boolean, { stdout }: Io): Promise<void> {
  try {
    const sight = await source.look(new AbortController().signal)
    if (json) return stdout.write(`${jsonOf(sight)}\n`)
    const { columns, colours } = stdout
    const shown = { name: source.name, sight, nowMs: sight.live.nowMs, ageMs: 0, unseen: undefined }
    const rows = Number.POSITIVE_INFINITY
    stdout.write(`${monitorFrame(shown, { columns, rows, colours, hint: '' }).join('\n')}\n`)
  } catch (error) {
    if (!(error instanceof UnseenError)) throw error
    throw new CommandError(exitCode.internal, `${source.name}: ${error.message}`, { cause: error })
  }
}

/** Whatever keeps it from telling is critical: a tool that hears of nothing must not take it for a lesser thing. */
async function check(options: Options, io: Io): Promise<number> {
  const judged = await judge(options, io)
  io.stdout.write(`${checkLine(judged)}\n`)
  return checkLevels.indexOf(judged.level)
}

async function judge(options: Options, io: Io): Promise<Check> {
  try {
    const source = sourceOf(options, io)
    try {
      const { overview, notes } = await source.look(new AbortController().signal)
      const judged = checkOf(overview)
      return { ...judged, words: [...judged.words, ...notes] }
    } catch (error) {
      if (!(error instanceof UnseenError)) throw error
      return { level: 'CRITICAL', words: [`${source.name} is not seen: ${error.message}`], figures: [] }
    } finally {
      source.close()
    }
  } catch (error) {
    const words = messageOf(error)
    return { level: 'CRITICAL', words: [`nothing can be told: ${words}`], figures: [] }
  }
}

function requireSense({ url, config, dataDir, check, once, json }: Options): void {
  const refuse = (flag: string, others: string): never => {
    throw new CommandError(exitCode.usage, `${flag}: expected no ${others} beside it`)
  }
  if (url !== undefined && config !== undefined) refuse('--url', '--config')
  if (url !== undefined && dataDir !== undefined) refuse('--url', '--data-dir')
  if (check && json) refuse('--check', '--json')
  if (check && once) refuse('--check', '--once')
}

function sourceOf({ url, ...which }: Options, io: Io): MonitorSource {
  if (url === undefined) return openFolder(which, io, systemClocks)
  return openPage(pageAddress(url, io.env['RISKFIRST_TOKEN']), systemClocks.timer)
}

/** The address as a run shows it, whose token stands behind the #; that of the environment goes first. */
function pageAddress(text: string, secret: string | undefined): PageAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (url === undefined || !isWeb || url.username !== '' || url.password !== '') throw noAddress(exitCode.usage)
  const token = secret || /^#token=(.+)$/.exec(url.hash)?.[1]
  if (token !== undefined && !/^[\u0021-\u007E]+$/.test(token)) throw noToken(exitCode.usage)
  const base = new URL(url.origin + (url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`))
  return { url: base, token }
}

/** What was typed is not said: there may be a token in it. */
function noAddress(code: ExitCode): CommandError {
  return new CommandError(code, '--url: expected the address of a page, such as http://127.0.0.1:7373')
}

function noToken(code: ExitCode): CommandError {
  return new CommandError(code, 'RISKFIRST_TOKEN: expected a token of letters, digits and signs')
}
