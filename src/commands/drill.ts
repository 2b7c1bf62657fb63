import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { createMask } from '../config/mask.js'
import { nearestName } from '../config/nearest.js'
import type { Outcome, Scenario } from '../drill/scenario.js'
import { shortened } from '../drill/stage-config.js'
import { duration } from '../report/figures.js'
import type { Cell, Page } from '../report/page.js'
import { systemClocks } from '../system-clocks.js'
import { printFiles } from './config.js'
import { CommandError, type ExitCode, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { maskIo } from './mask-io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const schema = z.object({
  ...configurationArguments,
  only: z.string({ error: 'names of scenarios, such as a,b' }).optional(),
  list: switchArgument,
  keep: switchArgument,
  json: switchArgument,
})

/** `drill`: breaks one thing after the other on the user's own configuration; 22 when a promise does not hold. */
export async function run(args: unknown, plainIo: Io): Promise<number> {
  const { list, json, keep, only, ...which } = parseArguments(schema, args)
  const [{ drill }, { scenarios }] = await Promise.all([import('../drill/drill.js'), import('../drill/scenarios.js')])
  const chosen = only === undefined ? scenarios : only.split(',').flatMap((name) => named(name.trim(), scenarios))
  if (list) return printList(chosen, plainIo, json)
  const loaded = loadConfiguration(which, plainIo)
  const mask = createMask(loaded.secrets)
  const io = maskIo(plainIo, mask)
  const stopping = new AbortController()
  let interrupted: ExitCode | undefined
  const endSignals = io.onSignal((signal) => {
    interrupted = signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated
    stopping.abort()
  })
  const folder = mkdtempSync(join(tmpdir(), 'riskfirst-drill-'))
  const progress = progressOn(io, chosen.length)
  try {
    const outcomes = await drill({
      config: loaded.config,
      clocks: systemClocks,
      env: io.env,
      mask,
      pid: io.pid,
      folder,
      signal: stopping.signal,
      scenarios: chosen,
      onStart: progress.starts,
    })
    progress.clear()
    const failed = outcomes.filter(({ result }) => result === 'fail').length
    print(io, {
      json,
      data: { passed: failed === 0, shortened, ...(keep ? { folder } : {}), scenarios: outcomes },
      lines: (page) => report(outcomes, { page, files: printFiles(loaded, io.cwd), ...(keep ? { folder } : {}) }),
    })
    return failed === 0 ? exitCode.fine : exitCode.degraded
  } catch (error) {
    progress.clear()
    if (interrupted === undefined) throw error
    io.stderr.write('the drill was interrupted; what it had started has ended\n')
    return interrupted
  } finally {
    endSignals()
    if (!keep) rmSync(folder, { recursive: true, force: true })
  }
}

/** The scenarios of this name, or of the group of this name. */
function named(name: string, scenarios: readonly Scenario[]): readonly Scenario[] {
  const found = scenarios.filter((scenario) => scenario.name === name || scenario.group === name)
  if (found.length > 0) return found
  const names = [...new Set(scenarios.flatMap((scenario) => [scenario.name, scenario.group]))]
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? 'see riskfirst drill --list' : `did you mean "${nearest}"?`
  throw new CommandError(exitCode.usage, `--only: expected names of scenarios, got "${name}"; ${hint}`)
}

function printList(chosen: readonly Scenario[], io: Io, json: boolean): number {
  print(io, {
    json,
    data: chosen.map(({ name, group, does, must }) => ({ name, group, does, must })),
    lines: (page) =>
      chosen.flatMap(({ name, group, does, must }) => [
        ...page.heading(`${name} (${group})`),
        ...page.paragraph(`${sentence(does)}.`),
        ...page.paragraph({ text: `Must hold: ${must}.`, tone: 'quiet' }),
      ]),
  })
  return exitCode.fine
}

/** One line on a terminal that tells which scenario plays. */
function progressOn({ stderr }: Io, count: number) {
  let played = 0
  const rewrite = (text: string) => {
    if (stderr.isTerminal) stderr.write(`\r${text.slice(0, stderr.columns - 1)}\u001B[K`)
  }
  return {
    starts: ({ name, does }: Scenario) => rewrite(`${++played}/${count} ${name}: ${does}`),
    clear: () => rewrite(''),
  }
}

interface Reporting {
  readonly page: Page
  /** The configuration that was drilled. */
  readonly files: string
  readonly folder?: string
}

function report(outcomes: readonly Outcome[], { page, files, folder }: Reporting): readonly string[] {
  const totalMs = outcomes.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const count = (result: Outcome['result']) => outcomes.filter((outcome) => outcome.result === result).length
  const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} skipped`
  const failed = count('fail') === 0 ? '' : `, ${count('fail')} FAILED`
  return [
    ...page.heading(`DRILL · PAPER MONEY · ${files}`),
    ...page.paragraph({ text: conditions, tone: 'quiet' }),
    '',
    ...page.table(
      [{ head: 'scenario' }, { head: 'result' }, { head: 'time', align: 'right' }, { head: 'what was seen', lines: 4 }],
      outcomes.map(({ name, result, durationMs, seen }): readonly Cell[] => [
        name,
        marks[result],
        result === 'skipped' ? '–' : duration(durationMs),
        seen,
      ]),
    ),
    ...outcomes.filter(({ result }) => result === 'fail').flatMap((outcome) => failure(outcome, page)),
    '',
    ...page.paragraph(`${count('pass')} of ${outcomes.length} hold${failed}${skipped}; ${duration(totalMs)}.`),
    ...(folder === undefined ? [] : page.paragraph(`Kept: ${folder}`)),
  ]
}

const conditions =
  'Your market’s prices, limits and risk settings, in a folder that is thrown away. Your own agents are started, and ' +
  `do not run. Deadlines are shortened to ${duration(shortened.timeoutMs)}, the grace to ` +
  `${duration(shortened.graceMs)}, delays to ${duration(shortened.backoffMs)}, retries to at most ${shortened.retries}.`

const marks = {
  pass: { text: '● pass', tone: 'good' },
  fail: { text: '✖ FAIL', tone: 'bad' },
  skipped: { text: '○ skipped', tone: 'warning' },
} as const satisfies Record<Outcome['result'], Cell>

function failure({ name, does, must, faults }: Outcome, page: Page): readonly string[] {
  return [
    '',
    ...page.heading(name),
    ...page.pairs([
      ['what was done', does],
      ['must hold', must],
      ...faults.map((fault, index): readonly [string, Cell] => [
        index === 0 ? 'what did not' : '',
        { text: fault, tone: 'bad' },
      ]),
    ]),
  ]
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
