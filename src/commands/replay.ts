import { relative, resolve } from 'node:path'
import * as z from 'zod'
import type { LoadedConfig } from '../config/load.js'
import { createMask } from '../config/mask.js'
import { instant } from '../config/scalars.js'
import { ReplayError, type Replayed, type ReplayOptions, replay } from '../replay/replay.js'
import type { Team } from '../replay/team.js'
import type { ReplayReport } from '../report/replay/report.js'
import { summaryLines } from '../report/replay/summary.js'
import { breathe, systemCalendar, systemTimer } from '../system-clocks.js'
import { printFiles } from './config.js'
import { CommandError, type ExitCode, exitCode } from './exit-code.js'
import { FirstFailures } from './first-failures.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { maskIo } from './mask-io.js'
import { onHaltArgument } from './on-halt-argument.js'
import { onlyArgument, requireKnown } from './only-argument.js'
import { orMendable } from './open-trading.js'
import { configurationArguments, fileArgument, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'
import { ReplayProgress } from './replay-progress.js'
import { newReplayFolder, type ReplayFile, writeReport } from './replay-results.js'
import { openTeam } from './replay-team.js'
import { orRefusal } from './start-agents.js'

const DAY_MS = 86_400_000

/** A bare date is meant with the whole of its day. */
const lastInstant = z.union([z.iso.date().transform((text) => Date.parse(text) + DAY_MS - 1), instant()], {
  error: 'a date or time in ISO form, such as "2022-12-31"',
})

const schema = z.object({
  ...configurationArguments,
  from: instant(),
  to: lastInstant.optional(),
  name: z
    .string()
    .regex(/^\w[\w.-]{0,79}$/, { error: 'a name of letters, digits, dots and dashes' })
    .optional(),
  store: z.boolean({ error: 'no value' }).default(true),
  recorded: fileArgument.optional(),
  onHalt: onHaltArgument,
  compare: z.literal('no-gate', { error: 'no-gate' }).optional(),
  html: fileArgument.optional(),
  only: onlyArgument,
  json: switchArgument,
  quiet: switchArgument,
})

type Arguments = z.output<typeof schema>

/** `replay`: the whole team over a span of market time; 0 when it has come to its end, also with halts on the way. */
export async function run(args: unknown, plainIo: Io): Promise<number> {
  const options = parseArguments(schema, args)
  const loaded = loadConfiguration(options, plainIo)
  const io = maskIo(plainIo, createMask(loaded.secrets))
  requireKnown(loaded.config, options.only)
  const { market } = loaded.config
  const toMs = options.to ?? (market.source === 'csv' ? Number.POSITIVE_INFINITY : systemCalendar.now())
  if (toMs < options.from)
    throw new CommandError(exitCode.usage, `--to: expected a time after ${iso(options.from)}, got ${iso(toMs)}`)
  const stopping = new AbortController()
  let interrupted: ExitCode | undefined
  const endSignals = io.onSignal((signal) => {
    interrupted = signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated
    stopping.abort()
  })
  const team = openTeam(loaded.config, { recorded: options.recorded, cwd: io.cwd })
  try {
    const folder = options.store ? newReplayFolder(loaded.config.dataDir, options.name, nameOf(options)) : undefined
    const replays = new Replays({ io, loaded, team, options, toMs, signal: stopping.signal })
    const main = await replays.run({ what: '', opensGate: false, ...(folder === undefined ? {} : { dataDir: folder }) })
    const compares = options.compare === 'no-gate' && main.end !== 'interrupted'
    const open = compares ? await replays.run({ what: 'without the gate ', opensGate: true }) : undefined
    const report = reportOf({ main, open, loaded, team, options })
    const files = await writeReport(report, {
      ...(folder === undefined ? {} : { folder }),
      html: options.html && resolve(io.cwd, options.html),
    })
    show(report, { io, loaded, options, files })
    return interrupted ?? exitCode.fine
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    if (interrupted !== undefined) return interrupted
    throw new CommandError(exitCode.configuration, error.message, { cause: error })
  } finally {
    endSignals()
    team.close()
  }
}

interface ReplaysOptions {
  readonly io: Io
  readonly loaded: LoadedConfig
  readonly team: Team
  readonly options: Arguments
  readonly toMs: number
  readonly signal: AbortSignal
}

/** Runs the replays of one command, and tells how far they are. */
class Replays {
  readonly #options: ReplaysOptions

  constructor(options: ReplaysOptions) {
    this.#options = options
  }

  async run({
    what,
    ...how
  }: Pick<ReplayOptions, 'dataDir' | 'opensGate'> & { readonly what: string }): Promise<Replayed> {
    const { io, loaded, team, options, toMs, signal } = this.#options
    const output = options.quiet ? { ...io.stderr, isTerminal: false } : io.stderr
    const failures = new FirstFailures()
    const progress = new ReplayProgress({ output, fromMs: options.from, toMs, what })
    const replayed = () =>
      replay({
        ...how,
        config: team.config,
        roster: team.roster,
        fromMs: options.from,
        toMs,
        onHalt: options.onHalt.onHalt,
        onHaltName: options.onHalt.name,
        ...(options.only === undefined ? {} : { only: options.only }),
        timer: systemTimer,
        breathe,
        env: io.env,
        pid: io.pid,
        mask: createMask(loaded.secrets),
        say: (text) => progress.say(text),
        onCycle({ cycle, runs }) {
          for (const words of failures.newIn(cycle, runs)) progress.say(words)
          progress.cycle(cycle.asOf)
        },
        signal,
      })
    try {
      return await orRefusal(() => orMendable(replayed), loaded, io.cwd)
    } finally {
      progress.clear()
      const { cycles, elapsedMs } = progress
      const rate = Math.round(cycles / (elapsedMs / 1000)).toLocaleString('en')
      const told = `${what}${cycles.toLocaleString('en')} cycles in ${(elapsedMs / 1000).toFixed(1)} s (${rate} a second)`
      if (!options.quiet && cycles > 0) io.stderr.write(`${told}\n`)
    }
  }
}

interface Found {
  readonly main: Replayed
  readonly open: Replayed | undefined
  readonly loaded: LoadedConfig
  readonly team: Team
  readonly options: Arguments
}

function reportOf({ main, open, loaded, team, options }: Found): ReplayReport {
  const { market, broker } = loaded.config
  const { from, to, label, figures, benchmark } = main
  const ends = {
    over: [],
    'stopped-at-halt': [`It ends with the halt of ${to}: --on-halt stop.`],
    interrupted: [`It was interrupted after ${to}.`],
  }
  return {
    schema_version: 1,
    market: { label, symbols: market.symbols, timeframe: market.timeframe, from, to, cycles: figures.cycles },
    quote: broker.quote,
    starting_cash: Number(broker.cash),
    on_halt: options.onHalt.name,
    left_out: team.leftOut,
    notes: [...team.notes, ...ends[main.end]],
    run: figures,
    no_gate: open?.figures ?? null,
    benchmark,
  }
}

interface Showing {
  readonly io: Io
  readonly loaded: LoadedConfig
  readonly options: Arguments
  readonly files: readonly ReplayFile[]
}

function show(report: ReplayReport, { io, loaded, options, files }: Showing): void {
  const banner = [report.market.label, 'PAPER MONEY', 'REPLAY', printFiles(loaded, io.cwd)].join(' · ')
  if (options.json || !options.quiet)
    print(io, {
      json: options.json,
      data: report,
      lines: (page) => [...page.heading(banner), ...summaryLines(report, page)],
    })
  for (const { what, path } of files) io.stderr.write(`${what}: ${relative(io.cwd, path)}\n`)
}

/** Of a replay that was given none. */
function nameOf({ from, to }: Arguments): string {
  return `${iso(from).slice(0, 10)}_${to === undefined ? 'end' : iso(to).slice(0, 10)}`
}

const iso = (epochMs: number) => (Number.isFinite(epochMs) ? new Date(epochMs).toISOString() : 'the end of the data')
