import { relative, resolve } from 'node:path'
import { printDuration } from '../config/duration.js'
import type { LoadedConfig } from '../config/load.js'
import { createMask } from '../config/mask.js'
import { ReplayError, type Replayed } from '../replay/replay.js'
import { stepOf } from '../replay/step.js'
import type { Team } from '../replay/team.js'
import { counted } from '../report/figures.js'
import type { ReplayReport, RunFigures } from '../report/replay/report.js'
import { summaryLines } from '../report/replay/summary.js'
import { printFiles } from './config.js'
import { type ExitCode, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { maskIo } from './mask-io.js'
import { requireKnown } from './only-argument.js'
import { print } from './print.js'
import { endOf, parseReplayArguments, type ReplayArguments, spanName } from './replay-arguments.js'
import { reserveReplayFolder } from './replay-folder.js'
import { requirePlace, writeReport } from './replay-results.js'
import { openTeam } from './replay-team.js'
import { type ReplayRun, runReplay } from './run-replay.js'

/** `replay`: the whole team over a span of market time; 0 when it has come to its end, also with halts on the way. */
export async function run(args: unknown, plainIo: Io): Promise<number> {
  const options = parseReplayArguments(args)
  const loaded = loadConfiguration(options, plainIo)
  const { config, secrets } = loaded
  const io = maskIo(plainIo, createMask(secrets))
  requireKnown(config, options.only)
  const html = options.html === undefined ? undefined : resolve(io.cwd, options.html)
  requirePlace(html)
  const stopping = new AbortController()
  let interrupted: ExitCode | undefined
  const endSignals = io.onSignal((signal) => {
    interrupted = signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated
    stopping.abort()
  })
  const span = { fromMs: options.from, toMs: endOf(options, config.market.source) }
  const team = openTeam(config, { recorded: options.recorded, cwd: io.cwd, span })
  const { name } = options
  const folder = options.store ? reserveReplayFolder(config.dataDir, { name, span: spanName(options) }) : undefined
  let begun = false
  try {
    const found = await replayBoth({
      io,
      loaded,
      team,
      quiet: options.quiet,
      onHalt: options.onHalt,
      signal: stopping.signal,
      ...span,
      opensGate: false,
      compares: options.compare === 'no-gate',
      ...(folder === undefined ? {} : { dataDir: folder.path }),
      onBegun: () => (begun = true),
      ...(options.only === undefined ? {} : { only: options.only }),
    })
    const report = reportOf({ ...found, loaded, team, options })
    show(report, { io, loaded, options })
    for (const { what, path } of await writeReport(report, { folder: folder?.path, html }))
      io.stderr.write(`${what}: ${relative(io.cwd, path)}\n`)
    return interrupted ?? exitCode.fine
  } catch (error) {
    if (interrupted !== undefined && error instanceof ReplayError) return interrupted
    throw error
  } finally {
    if (!begun) folder?.discard()
    endSignals()
    team.close()
  }
}

interface Found {
  readonly main: Replayed
  /** With a gate that no verdict shuts, over the same span; undefined when it was not asked for, or cut short. */
  readonly open: Replayed | undefined
}

async function replayBoth({ compares, ...options }: ReplayRun & { readonly compares: boolean }): Promise<Found> {
  const main = await runReplay(options)
  if (!compares || options.signal.aborted) return { main, open: undefined }
  const { dataDir: _keepsNone, ...again } = options
  try {
    const open = await runReplay({ ...again, opensGate: true, toMs: Date.parse(main.to) })
    if (open.end !== 'interrupted') return { main, open }
  } catch (error) {
    if (!(error instanceof ReplayError && options.signal.aborted)) throw error
  }
  return { main, open: undefined }
}

interface Reporting extends Found {
  readonly loaded: LoadedConfig
  readonly team: Team
  readonly options: ReplayArguments
}

function reportOf({ main, open, loaded, team, options }: Reporting): ReplayReport {
  const { market, broker } = loaded.config
  const { from, to, label, figures, benchmark } = main
  const step = printDuration(stepOf(loaded.config).intervalMs)
  return {
    schema_version: 1,
    market: { label, symbols: market.symbols, timeframe: market.timeframe, step, from, to, cycles: figures.cycles },
    quote: broker.quote,
    starting_cash: Number(broker.cash),
    on_halt: options.onHalt.name,
    left_out: team.leftOut,
    notes: [
      ...team.notes,
      ...endNotes[main.end],
      ...unvalued(figures),
      ...(options.compare === undefined || open ? [] : [NOT_COMPARED]),
    ],
    run: figures,
    no_gate: open?.figures ?? null,
    benchmark,
  }
}

function unvalued({ unvalued_cycles: count }: RunFigures): readonly string[] {
  if (count === 0) return []
  return [
    `In ${counted(count, 'cycle')} something held had no price: its equity is unknown, and is carried from before.`,
  ]
}

const NOT_COMPARED = 'The same without the gate was interrupted: there is nothing to compare with.'

const endNotes: Readonly<Record<Replayed['end'], readonly string[]>> = {
  over: [],
  'stopped-at-halt': ['It was to end at the first halt, and did.'],
  interrupted: ['It was interrupted before its end.'],
}

interface Showing {
  readonly io: Io
  readonly loaded: LoadedConfig
  readonly options: ReplayArguments
}

function show(report: ReplayReport, { io, loaded, options: { json, quiet } }: Showing): void {
  if (quiet && !json) return
  const banner = [report.market.label, 'PAPER MONEY', 'REPLAY', printFiles(loaded, io.cwd)].join(' · ')
  print(io, { json, data: report, lines: (page) => [...page.heading(banner), ...summaryLines(report, page)] })
}
