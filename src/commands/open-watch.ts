import type { Config } from '../config/config.js'
import type { LoadedConfig } from '../config/load.js'
import { isoTime } from '../orchestrator/clock.js'
import { secretText } from '../system-chance.js'
import { systemClocks } from '../system-clocks.js'
import type { TradingSystem } from '../trading-system.js'
import { version } from '../version.js'
import type { WatchConfig, WatchSetup } from '../watch/setup.js'
import type { Watch } from '../watch/watch.js'
import { setEnabled } from './agents-enable.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import type { ConfigurationArguments } from './load-configuration.js'
import { systemOutline } from './system-outline.js'

/** What is needed to watch a run. */
export interface WatchingOptions {
  readonly trading: TradingSystem
  readonly loaded: LoadedConfig
  readonly io: Io
  readonly mask: (text: string) => string
  readonly say: (text: string) => void
  /** Which configuration it is: agents are enabled and disabled in its file. */
  readonly which: ConfigurationArguments
}

/** Starts what watches a run, if the configuration or the environment asks for any; throws CommandError when it cannot. */
export async function openWatch(options: WatchingOptions): Promise<Watch | undefined> {
  const { trading, loaded, which, io, mask, say } = options
  const env = variablesOf(io)
  if (!isWatched(loaded.config, env)) return undefined
  const { startWatch, WatchError } = await import('../watch/watch.js')
  const token = secretText()
  const setup: WatchSetup = {
    version,
    dataDir: loaded.config.dataDir,
    ...watchedBy(loaded, trading),
    token,
    pid: io.pid,
    startedAt: isoTime(systemClocks.calendar.now()),
    env,
  }
  try {
    const watch = await startWatch({
      setup,
      clocks: systemClocks,
      mask,
      say,
      enable: async (name, enabled, who) => ({
        ok: true,
        words: [await setEnabled(which, { name, enabled, who }, io)],
      }),
    })
    if (watch.address !== undefined) say(served(watch.address, loaded.config, token))
    return watch
  } catch (error) {
    if (!(error instanceof WatchError)) throw error
    throw new CommandError(exitCode.configuration, error.message, { cause: error })
  }
}

/** What a watch is to know of a configuration. */
export function watchedBy(
  { config, secrets }: Pick<LoadedConfig, 'config' | 'secrets'>,
  trading: TradingSystem,
): Pick<WatchSetup, 'config' | 'outline' | 'secrets'> {
  const { timeZone, serve, notify, heartbeat, telemetry } = config
  const watched: WatchConfig = { timeZone, serve, notify, heartbeat, telemetry }
  return {
    config: watched,
    outline: systemOutline(config, trading.orchestrator.plan),
    secrets,
  }
}

function isWatched({ serve, notify, heartbeat, telemetry }: Config, env: WatchSetup['env']): boolean {
  const configured = [serve.address, heartbeat.url, heartbeat.file, telemetry.textfile, telemetry.otlp]
  if (configured.some((value) => value !== undefined) || Object.keys(notify.channels).length > 0) return true
  return 'NOTIFY_SOCKET' in env || Object.keys(env).some((name) => name.startsWith('OTEL_EXPORTER_OTLP'))
}

/** The variables that concern a watch. */
function variablesOf({ env }: Io): WatchSetup['env'] {
  const concerns = (name: string) =>
    /^(PATH|NOTIFY_SOCKET|WATCHDOG_USEC|WATCHDOG_PID|NODE_EXTRA_CA_CERTS|OTEL_.*)$/.test(name)
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value !== undefined && concerns(name) ? [[name, value]] : [])),
  )
}

/** Behind the #, as browsers send that to nobody. */
function served(address: string, { serve }: Config, token: string): string {
  return serve.token === undefined
    ? `page: ${address}/#token=${token}`
    : `page: ${address} (controls ask for the token of the configuration)`
}
