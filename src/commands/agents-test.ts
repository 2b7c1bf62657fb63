import * as z from 'zod'
import { type Trial, tryAgent } from '../agent-trial.js'
import { builtinAgents } from '../agents/roster.js'
import type { AgentEntry } from '../config/config.js'
import { printDuration } from '../config/duration.js'
import { createMask } from '../config/mask.js'
import type { Receipt } from '../desk/order.js'
import type { OnOutput } from '../executors/output-line.js'
import { nameOf } from '../orchestrator/needs.js'
import { counted, duration } from '../report/figures.js'
import type { Cell, Page } from '../report/page.js'
import { systemClocks } from '../system-clocks.js'
import { exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { knownAgent } from './known-agent.js'
import { loadConfiguration } from './load-configuration.js'
import { maskIo } from './mask-io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'
import { printedLine } from './printed-line.js'
import { orRefusal } from './start-agents.js'

const schema = z.object({ ...configurationArguments, name: z.string(), json: switchArgument })

/** `agents test NAME`: one agent on the textbook markets, twice each, and what the desk would do; 22 unless all pass. */
export async function run(args: unknown, plainIo: Io): Promise<number> {
  const { json, name, ...which } = parseArguments(schema, args)
  const loaded = loadConfiguration(which, plainIo)
  const { config } = loaded
  const mask = createMask(loaded.secrets)
  const io = maskIo(plainIo, mask)
  const entry = knownAgent(config, name)
  const onOutput: OnOutput = (line) => io.stderr.write(printedLine(line))
  const options = { entry, config, roster: builtinAgents, clocks: systemClocks, env: io.env, mask, onOutput }
  const trials = await orRefusal(() => tryAgent(options), loaded, io.cwd)
  const results = trials.map((trial) => ({ ...trial, faults: faultsOf(trial) }))
  const passed = results.every(({ faults }) => faults.length === 0)
  print(io, {
    json,
    data: { agent: name, passed, deadlineMs: entry.timeoutMs, markets: results },
    lines: (page) => report(entry, results, page),
  })
  return passed ? exitCode.fine : exitCode.degraded
}

interface Result extends Trial {
  /** Why it did not pass; empty when it did. */
  readonly faults: readonly string[]
}

function faultsOf({ runs, differences, verdictFault }: Trial): readonly string[] {
  const failures = runs.flatMap(({ failure }, index) =>
    failure === undefined ? [] : [`${index === 0 ? '' : 'the second time: '}${failure.code}: ${failure.message}`],
  )
  const changes = differences.map(({ path, first, second }) => `${path}: first ${first}, then ${second}`)
  return [...failures, ...(verdictFault === undefined ? [] : [verdictFault]), ...changes]
}

function report(entry: AgentEntry, results: readonly Result[], page: Page): readonly string[] {
  const { name, timeoutMs, needs } = entry
  const passed = results.filter(({ faults }) => faults.length === 0).length
  return [
    ...page.heading(`${name} on ${results.length} textbook markets, twice each; deadline ${printDuration(timeoutMs)}`),
    '',
    ...page.table(
      [{ head: 'market' }, { head: 'result' }, { head: 'time', align: 'right' }, { head: 'what it said', lines: 3 }],
      results.map((result): readonly Cell[] => [
        result.market,
        result.faults.length === 0 ? { text: '● pass', tone: 'good' } : { text: '✖ FAIL', tone: 'bad' },
        duration(Math.max(...result.runs.map(({ durationMs }) => durationMs))),
        said(result),
      ]),
    ),
    ...titled('Why', results, ({ faults }) => faults, page),
    ...titled('What the desk would do', results, ({ receipts }) => receipts.map(receiptLine), page),
    '',
    ...(needs.length === 0
      ? []
      : page.paragraph(`It needs ${needs.map(nameOf).join(', ')}, whose proposals are not there in a test.`)),
    ...page.paragraph(`${passed} of ${results.length} passed.`),
  ]
}

function said({ runs: [first] }: Result): string {
  const { proposal } = first ?? {}
  if (proposal === undefined) return '–'
  const { orders = [], summary } = proposal
  return orders.length === 0 ? summary : `${counted(orders.length, 'order')}: ${summary}`
}

/** The lines of each market that has some, under its name. */
function titled(
  title: string,
  results: readonly Result[],
  linesOf: (result: Result) => readonly string[],
  page: Page,
): readonly string[] {
  const lines = results.flatMap((result) =>
    linesOf(result).map((line, index): readonly [string, string] => [index === 0 ? result.market : '', line]),
  )
  return lines.length === 0 ? [] : ['', ...page.heading(title), ...page.pairs(lines)]
}

function receiptLine({ status, side, quantity, symbol, price, code, message }: Receipt): string {
  const order = `${side} ${quantity} ${symbol}`
  if (status === 'filled') return `filled: ${order} at ${price}`
  return `${status}: ${order}${code === undefined ? '' : ` · ${code}`}${message === undefined ? '' : `: ${message}`}`
}
