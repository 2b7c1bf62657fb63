import type { LoadedConfig } from '../config/load.js'
import { openJsonLog } from '../report/json-log.js'
import { systemClocks } from '../system-clocks.js'
import type { Watch } from '../watch/watch.js'
import { bannerOf } from './banner.js'
import { followConfiguration } from './configuration-in-force.js'
import { CommandError, type ExitCode, exitCode } from './exit-code.js'
import { greeting } from './greeting.js'
import { heed } from './interruptions.js'
import type { Io } from './io.js'
import { loadConfiguration, readConfiguration } from './load-configuration.js'
import { maskIo } from './mask-io.js'
import { requireKnown } from './only-argument.js'
import { openTrading } from './open-trading.js'
import { openWatch } from './open-watch.js'
import { parseRunArguments, type RunArguments, runOverrides } from './run-arguments.js'
import { runLoop } from './run-loop.js'
import { createScreen, type Screen } from './screen.js'
import { SecretsInUse } from './secrets-in-use.js'
import { startAgents } from './start-agents.js'
import { openTrace } from './tracing.js'

/** `run`, the default command: the loop, until it is stopped, has run its cycles, or is out of data. */
export async function run(args: unknown, plainIo: Io): Promise<number> {
  const { options, loaded, load, secrets, io } = begin(args, plainIo)
  const { cycles, only, dryRun, continues } = options
  const { config } = loaded
  const mask = secrets.hide
  const screen = await openScreen(options, loaded, io)
  const { say } = screen
  const trace = await openTrace({ file: options.trace, cwd: io.cwd, timer: systemClocks.timer, say })
  let watch: Watch | undefined
  const trading = await openTrading({
    config,
    mask,
    observe(event) {
      screen.observe(event)
      watch?.observe(event)
    },
    dryRun,
    continues,
    pid: io.pid,
    env: io.env,
    say,
    ...(only === undefined ? {} : { only }),
  })
  let unlisten = (): ExitCode | undefined => undefined
  let code: ExitCode = exitCode.internal
  try {
    unlisten = heed(trading, screen, io)
    if (!dryRun) watch = await openWatch({ trading, loaded, which: options, io, mask, say })
    await startAgents(trading, loaded, io.cwd)
    for (const line of greeting(trading, { config, continues })) say(line)
    const configuration = followConfiguration({ loaded, load, cwd: io.cwd, secrets, trading, screen, watch })
    const ended = await runLoop({ trading, screen, trace, configuration, cycles })
    code = unlisten() ?? ended
    return code
  } catch (error) {
    if (error instanceof CommandError) code = error.code // it is what those who watch are told
    throw error
  } finally {
    unlisten()
    screen.stop()
    await watch?.close({ code })
    await trading.close()
  }
}

/** What a run is to do, by which configuration and how that is read again, and where it writes what may be shown. */
function begin(args: unknown, plainIo: Io) {
  const options = parseRunArguments(args)
  const overrides = runOverrides(options)
  const loaded = loadConfiguration(options, plainIo, overrides)
  requireKnown(loaded.config, options.only)
  const load = () => readConfiguration(options, plainIo, overrides)
  const secrets = new SecretsInUse(loaded.secrets)
  return { options, loaded, load, secrets, io: maskIo(plainIo, secrets.hide) }
}

async function openScreen(options: RunArguments, loaded: LoadedConfig, io: Io): Promise<Screen> {
  const { config } = loaded
  const clocks = systemClocks
  const log = { output: io.stderr, calendar: clocks.calendar, least: options.logLevel }
  const jsonLog = options.log === 'json' ? await openJsonLog(log) : undefined
  return createScreen({ ...options, io, config, clocks, jsonLog, banner: bannerOf({ loaded, ...options }, io) })
}
