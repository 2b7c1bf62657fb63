import * as z from 'zod'
import type { Proposal } from '../agents/agent.js'
import { createMask } from '../config/mask.js'
import type { RunRecord } from '../orchestrator/record.js'
import { duration } from '../report/figures.js'
import { plain } from '../report/plain-text.js'
import { DataOverError } from '../trading-system.js'
import { runAgain } from './agents-run-again.js'
import { bannerOf } from './banner.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { knownAgent } from './known-agent.js'
import { loadConfiguration } from './load-configuration.js'
import { maskIo } from './mask-io.js'
import { openTrading } from './open-trading.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { printedLine } from './printed-line.js'
import { orRefusal } from './start-agents.js'

const schema = z.object({
  ...configurationArguments,
  name: z.string(),
  cycle: z.string({ error: 'the id of a cycle' }).min(1, { error: 'the id of a cycle' }).optional(),
  json: switchArgument,
})

/**
 * `agents run NAME`: one agent alone on what the next cycle would see, or on what it was told in a recorded one; prints
 * its proposal and writes nothing.
 */
export async function run(args: unknown, plainIo: Io): Promise<number> {
  const { json, name, cycle, ...which } = parseArguments(schema, args)
  const loaded = loadConfiguration(which, plainIo)
  if (cycle !== undefined) return runAgain({ name, cycle, json, loaded }, plainIo)
  const { config, secrets } = loaded
  const mask = createMask(secrets)
  const io = maskIo(plainIo, mask)
  const entry = knownAgent(config, name)
  const trading = await openTrading({
    config,
    mask,
    observe() {},
    dryRun: true,
    pid: io.pid,
    env: io.env,
    onOutput: (line) => io.stderr.write(printedLine(line)),
  })
  try {
    const { briefing: _told, ...record } = await orRefusal(() => trading.runAlone(entry), loaded, io.cwd)
    const banner = bannerOf({ loaded, dryRun: true }, io)
    io.stdout.write(json ? `${JSON.stringify(record, null, 2)}\n` : `${[...banner, ...lines(record)].join('\n')}\n`)
    return record.proposal === undefined ? exitCode.degraded : exitCode.fine
  } catch (error) {
    if (error instanceof DataOverError) throw new CommandError(exitCode.configuration, error.message, { cause: error })
    throw error
  } finally {
    await trading.close()
  }
}

function lines({ agent, status, durationMs, attempts, failure, proposal }: RunRecord): string[] {
  const tries = attempts.length === 1 ? '' : ` after ${attempts.length} attempts`
  const head = `${agent}: ${status} in ${duration(durationMs)}${tries}`
  if (proposal === undefined) return [head, `  ${failure?.code}: ${plain(failure?.message ?? '')}`]
  return [
    head,
    `  ${plain(proposal.summary)}`,
    ...proposalLines(proposal).map((line) => (line === '' ? '' : `  ${indentOf(line)}${plain(line)}`)),
  ]
}

function proposalLines({
  verdict,
  signals = [],
  orders = [],
  protect = {},
  metrics = {},
  data,
  memory,
}: Proposal): string[] {
  return [
    ...(verdict === undefined ? [] : ['', `verdict: ${verdict.state}`]),
    ...(verdict?.reasons ?? []).map(({ code, message }) => `  ${code}: ${message}`),
    ...titled(
      'signals',
      signals.map(
        ({ symbol, direction, confidence, reason }) =>
          `  ${symbol} ${direction.toFixed(2)} at confidence ${confidence.toFixed(2)}: ${reason}`,
      ),
    ),
    ...titled(
      'orders it would like',
      orders.map((order) => {
        const size = 'quantity' in order ? order.quantity : `${order.notional} worth`
        const { symbol, side, expectedPrice, protect, reason } = order
        const price = expectedPrice === undefined ? '' : ` at ${expectedPrice}`
        const stop = protect?.stop === undefined ? '' : `, stop ${protect.stop}`
        return `  ${side} ${size} ${symbol}${price}${stop}: ${reason}`
      }),
    ),
    ...titled(
      'stops it would move up',
      Object.entries(protect).map(([symbol, { stop }]) => `  ${symbol} to ${stop}`),
    ),
    ...titled(
      'metrics',
      Object.entries(metrics).map(([key, value]) => `  ${key} ${String(value)}`),
    ),
    ...titled('data', dataLines(data)),
    ...(memory === undefined ? [] : ['', `memory: ${JSON.stringify(memory)}`]),
  ]
}

const LONGEST_DATA = 200

/** A line a key, each no longer than a person reads; `--json` shows all. */
function dataLines(data: Proposal['data']): readonly string[] {
  if (data === undefined) return []
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [`  ${cut(JSON.stringify(data))}`]
  return Object.entries(data).map(
    ([key, value]) => `  ${key}: ${cut(typeof value === 'string' ? value : JSON.stringify(value))}`,
  )
}

const cut = (text: string) => (text.length > LONGEST_DATA ? `${text.slice(0, LONGEST_DATA)}… (--json shows all)` : text)

/** The cleaning of a line also takes its indent. */
const indentOf = (line: string) => line.slice(0, line.length - line.trimStart().length)

const titled = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', `${title}:`, ...lines])
