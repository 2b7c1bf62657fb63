import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config/config.js'
import type { Settlement } from '../desk/settlement.js'
import type { Clocks } from '../orchestrator/clock.js'
import { withDeadline } from '../orchestrator/deadline.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import { messageOf } from '../orchestrator/message.js'
import { renderDashboard } from '../report/dashboard.js'
import type { DeskReport } from '../report/desk-report.js'
import type { JsonLog } from '../report/json-log.js'
import { createEventLines } from '../report/lines.js'
import { createLiveView } from '../report/live.js'
import { isTold, type LogLevel } from '../report/log-level.js'
import { toMetrics } from '../report/metrics.js'
import { createMetricsFiles, type MetricsFiles, type WrittenFile } from '../report/metrics-files.js'
import { oneLine } from '../report/summary.js'
import type { Io } from './io.js'

/** How what happens is told on stderr: to people, or to programs. */
export const logForms = ['text', 'json'] as const

/** What a run shows, and where. */
export interface ScreenOptions {
  readonly io: Io
  readonly config: Config
  readonly clocks: Clocks
  readonly banner: readonly string[]
  readonly json: boolean
  readonly quiet: boolean
  /** Tells it all to programs in place of dashboard, lines and live view. */
  readonly jsonLog?: JsonLog | undefined
  readonly logLevel: LogLevel
  /** Nothing is kept: no metrics files. */
  readonly dryRun: boolean
}

/** The observers of a run: metrics files, dashboard or JSON, and on a terminal a live view. */
export interface Screen {
  readonly observe: (event: OrchestratorEvent<Settlement>) => void
  /** Shows a cycle that is over: between cycles, so that it costs none of them anything. */
  show(report: DeskReport): void
  /** Resolves when what was shown is out, or after five seconds: a stuck disk must not stop the loop. */
  settled(): Promise<void>
  /** Shows what follows by a changed configuration. */
  use(config: Config): void
  /** A line for people, above the live view; `info` where nothing else is said. */
  readonly say: (line: string, level?: LogLevel) => void
  stop(): void
}

const PATIENCE_MS = 5000
/** Reports that wait for a stuck disk; more are dropped. */
const MOST_WAITING = 100

/** Shows a run on the terminal and in files; nothing that it does can delay or disturb a cycle. */
export function createScreen(options: ScreenOptions): Screen {
  const { io, clocks, quiet, jsonLog, logLevel } = options
  let { config } = options
  let files = metricsFilesOf(config, options)
  const live = createLiveView({
    output: quiet || jsonLog !== undefined ? { ...io.stderr, isTerminal: false } : io.stderr,
    ...clocks,
    redrawMs: 100,
  })
  const aboveLive = (text: string) => {
    live.clear()
    io.stderr.write(text)
  }
  const lines = createEventLines({ ...io.stderr, write: aboveLive }, logLevel)
  jsonLog?.say(options.banner.join(' · ')) // which market, and whose money
  let shown: Promise<unknown> = Promise.resolve()
  let waiting = 0

  const say = (line: string, level: LogLevel = 'info') => {
    if (jsonLog !== undefined) jsonLog.say(line, level)
    else if (isTold(level, logLevel)) aboveLive(`${line}\n`)
  }
  const write = async (report: DeskReport): Promise<WrittenFile | undefined> => {
    try {
      return await files?.write(toMetrics(report))
    } catch (error) {
      say(`metrics: ${messageOf(error)}`, 'warn')
      return undefined
    }
  }
  const show = async (report: DeskReport) => {
    const written = await write(report)
    live.clear()
    const text = textOf(report, { ...options, config }, written)
    if (text !== '') io.stdout.write(text)
  }
  return {
    observe(event) {
      live.on(event)
      if (jsonLog === undefined) lines(event)
      else jsonLog.observe(event)
    },
    show(report) {
      if (waiting >= MOST_WAITING) return say(`${report.cycle.id} is not shown: the disk does not keep up`, 'warn')
      waiting += 1
      shown = shown
        .then(() => show(report))
        .catch((error: unknown) => say(`dashboard: ${messageOf(error)}`, 'warn'))
        .finally(() => {
          waiting -= 1
        })
    },
    async settled() {
      await withDeadline(shown, PATIENCE_MS, clocks.timer)
    },
    use(changed) {
      if (!isDeepStrictEqual(changed.orchestrator, config.orchestrator)) files = metricsFilesOf(changed, options)
      config = changed
    },
    say,
    stop: () => live.stop(),
  }
}

function metricsFilesOf({ orchestrator }: Config, { dryRun }: ScreenOptions): MetricsFiles | undefined {
  const { enableMonitoring, metricsExportDir: dir, metricsKeep: keep } = orchestrator
  return enableMonitoring && !dryRun ? createMetricsFiles({ dir, keep }) : undefined
}

function textOf(report: DeskReport, options: ScreenOptions, written: WrittenFile | undefined): string {
  const { io, config, banner, json, quiet, jsonLog } = options
  if (json) {
    const { settlement } = report
    const runs = report.runs.map(({ briefing: _told, ...run }) => run)
    return `${JSON.stringify({ ...toMetrics(report), runs, receipts: settlement.receipts, stops: settlement.stops })}\n`
  }
  if (quiet || jsonLog !== undefined) return ''
  if (!config.orchestrator.enableMonitoring) return `${oneLine(report)}\n`
  const { columns, colours } = io.stdout
  const { dataDir } = config
  return `${renderDashboard(report, { columns, colours, banner, dataDir, ...(written && { export: written }) })}\n`
}
