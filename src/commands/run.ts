import * as z from 'zod'
import type { Config } from '../config/config.js'
import type { Override } from '../config/load.js'
import { createMask } from '../config/mask.js'
import { createReloader } from '../config/reload.js'
import type { Grid } from '../orchestrator/cadence.js'
import type { CycleStatus } from '../orchestrator/record.js'
import { duration } from '../report/figures.js'
import { openJsonLog } from '../report/json-log.js'
import { showTimesIn } from '../report/local-time.js'
import { logLevels } from '../report/log-level.js'
import { systemClocks } from '../system-clocks.js'
import type { TradingSystem } from '../trading-system.js'
import type { Watch } from '../watch/watch.js'
import { bannerOf } from './banner.js'
import { ConfigurationChanges } from './configuration-changes.js'
import { CommandError, type ExitCode, exitCode } from './exit-code.js'
import { createHousekeeping, type Housekeeping } from './housekeeping.js'
import { heed } from './interruptions.js'
import type { Io } from './io.js'
import { loadConfiguration, readConfiguration } from './load-configuration.js'
import { maskIo } from './mask-io.js'
import { requireKnown } from './only-argument.js'
import { openTrading } from './open-trading.js'
import {
  configurationArguments,
  countArgument,
  fileArgument,
  parseArguments,
  switchArgument,
} from './parse-arguments.js'
import { overridesOf, planArguments } from './plan-arguments.js'
import { createScreen, logForms, type Screen } from './screen.js'
import { startAgents } from './start-agents.js'
import { openTrace, type Trace } from './tracing.js'
import { openWatch, watchedBy } from './watching.js'
import { worstCaseMs } from './worst-case.js'

/** Without a value, where the page always is. */
const serveArgument = z.string({ error: 'HOST:PORT' }).transform((text) => text || '127.0.0.1:7373')

const schema = z
  .object({
    ...configurationArguments,
    cycleOnce: switchArgument,
    cycles: countArgument.optional(),
    interval: z.string({ error: 'a duration such as 5m' }).optional(),
    ...planArguments,
    dryRun: switchArgument,
    continue: switchArgument,
    trace: fileArgument.optional(),
    serve: serveArgument.optional(),
    log: z.enum(logForms, { error: 'text or json' }).default('text'),
    logLevel: z.enum(logLevels, { error: 'debug, info, warn or error' }).default('info'),
    json: switchArgument,
    quiet: switchArgument,
  })
  .transform(({ cycleOnce, cycles, ...rest }) => ({
    ...rest,
    cycles: cycleOnce ? 1 : (cycles ?? Number.POSITIVE_INFINITY),
  }))

const codeOf = {
  success: exitCode.fine,
  degraded: exitCode.degraded,
  halted: exitCode.halted,
  'failed-closed': exitCode.failedClosed,
  error: exitCode.internal,
  aborted: exitCode.terminated,
} as const satisfies Record<CycleStatus, ExitCode>

/** `run`, the default command: the loop, until it is stopped, has run its cycles, or is out of data. */
export async function run(args: unknown, plainIo: Io): Promise<number> {
  const options = parseArguments(schema, args)
  if (options.continue && options.dryRun)
    throw new CommandError(exitCode.usage, '--continue: expected no --dry-run, which keeps nothing, beside it')
  const overrides = [...overridesOf(options), ...servedAt(options.serve)]
  const loaded = loadConfiguration(options, plainIo, overrides)
  const load = () => readConfiguration(options, plainIo, overrides)
  const { config } = loaded
  requireKnown(config, options.only)
  let hide = createMask(loaded.secrets)
  const mask = (text: string) => hide(text)
  const io = maskIo(plainIo, mask)
  const observers: Screen['observe'][] = []
  const logOptions = { output: io.stderr, calendar: systemClocks.calendar, least: options.logLevel }
  const jsonLog = options.log === 'json' ? await openJsonLog(logOptions) : undefined
  let say = jsonLog?.say ?? ((text: string) => io.stderr.write(`${text}\n`))
  const timer = systemClocks.timer
  const trace = await openTrace({ file: options.trace, cwd: io.cwd, timer, say: (text) => say(text) })
  const trading = await openTrading({
    config,
    mask,
    observe: (event) => observers.forEach((observe) => observe(event)),
    dryRun: options.dryRun,
    continues: options.continue,
    pid: io.pid,
    env: io.env,
    say: (text) => say(text),
    ...(options.only === undefined ? {} : { only: options.only }),
  })
  const screen = createScreen({
    ...options,
    io,
    config,
    clocks: systemClocks,
    jsonLog,
    banner: bannerOf({ loaded, source: trading.source, ...options }, io),
  })
  observers.push(screen.observe)
  say = (text) => screen.say(text)
  let unlisten = (): ExitCode | undefined => undefined
  let watch: Watch | undefined
  let code: number = exitCode.internal
  try {
    unlisten = heed(trading, screen, io)
    if (!options.dryRun) watch = await openWatch({ trading, loaded, which: options, io, mask, say })
    if (watch !== undefined) observers.push(watch.observe)
    await startAgents(trading, loaded, io.cwd)
    greet(trading, screen, { config, continues: options.continue })
    let inForce = config
    const secrets = new Set(loaded.secrets)
    const changes = new ConfigurationChanges({
      trading,
      reload: createReloader(load, loaded),
      cwd: io.cwd,
      say,
      onSecrets(added) {
        for (const secret of added) secrets.add(secret) // old ones may be in use still
        hide = createMask(secrets)
      },
      onApplied(changed) {
        inForce = changed.config
        showTimesIn(inForce.timeZone)
        screen.use(inForce)
        watch?.use(watchedBy({ ...changed, secrets: [...secrets] }, trading))
      },
    })
    const housekeeping = createHousekeeping({ trading, config: () => inForce, timer, say })
    const grid = () => inForce.cycle
    const ended = await runLoop({ trading, screen, trace, grid, changes, housekeeping, cycles: options.cycles })
    code = unlisten() ?? ended
    return code
  } finally {
    unlisten()
    screen.stop()
    await watch?.close({ code })
    await trading.close()
  }
}

/** Where the flag says; without a value, where the page always is. */
function servedAt(address: string | undefined): readonly Override[] {
  return address === undefined ? [] : [{ path: ['serve', 'address'], value: address, flag: '--serve' }]
}

interface Loop {
  readonly trading: TradingSystem
  readonly screen: Screen
  readonly trace: Trace
  readonly grid: () => Grid
  readonly changes: ConfigurationChanges
  readonly housekeeping: Housekeeping
  readonly cycles: number
}

/** Resolves to the last cycle's exit code; out of data is fine. */
async function runLoop({ trading, screen, trace, grid, changes, housekeeping, cycles }: Loop): Promise<number> {
  let left = cycles
  let code: number = exitCode.fine
  const ended = await trading.orchestrator.loop({
    grid,
    beforeCycle: () => changes.look(),
    async afterCycle(report) {
      code = codeOf[report.status]
      left -= 1
      screen.show(report)
      await screen.settled()
      await trace(report)
      housekeeping.betweenCycles()
      return left > 0
    },
  })
  if (ended === 'out-of-data') {
    screen.say('recorded data is over')
    return exitCode.fine
  }
  return code
}

interface Greeting {
  readonly config: Config
  readonly continues: boolean
}

function greet({ recovered, orchestrator }: TradingSystem, screen: Screen, { config, continues }: Greeting): void {
  const { continued, cycles } = recovered
  const why = continues ? ', as its tick is older than the interval' : ''
  for (const id of cycles)
    if (id !== continued?.cycle.id)
      screen.say(`${id} was interrupted by the end of its process; it is sealed as such${why}`)
  if (continued !== undefined) screen.say(goingOn(continued))
  for (const { clientOrderId, status } of recovered.receipts)
    screen.say(`${clientOrderId} was sent and not confirmed; the broker says: ${status}`)
  const worstMs = worstCaseMs(orchestrator.plan)
  const { intervalMs } = config.cycle
  if (intervalMs > 0 && worstMs > intervalMs)
    screen.say(
      `a cycle may take ${duration(worstMs)} at worst, over its interval of ${duration(intervalMs)}: see riskfirst plan`,
    )
}

function goingOn({ cycle, finished }: NonNullable<TradingSystem['recovered']['continued']>): string {
  const known = finished.size === 0 ? 'no agent had finished' : `not again: ${[...finished.keys()].join(', ')}`
  return `${cycle.id} was interrupted by the end of its process; it goes on (${known})`
}
