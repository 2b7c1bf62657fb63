import type { Config } from '../config/config.js'
import type { LoadedConfig } from '../config/load.js'
import { createReloader } from '../config/reload.js'
import { showTimesIn } from '../report/local-time.js'
import type { TradingSystem } from '../trading-system.js'
import type { Watch } from '../watch/watch.js'
import { ConfigurationChanges } from './configuration-changes.js'
import { watchedBy } from './open-watch.js'
import type { Screen } from './screen.js'
import type { SecretsInUse } from './secrets-in-use.js'

/** Whom a change of the configuration concerns, and how it is read. */
export interface InForceOptions {
  /** What the run began with. */
  readonly loaded: LoadedConfig
  readonly load: () => LoadedConfig
  readonly cwd: string
  readonly secrets: SecretsInUse
  readonly trading: TradingSystem
  readonly screen: Screen
  readonly watch: Watch | undefined
}

/** The configuration that a run goes by, as it changes between cycles. */
export interface ConfigurationInForce {
  readonly current: () => Config
  /** To be called before every cycle: puts a change in force, and says so. */
  readonly look: () => Promise<void>
}

/** Follows the configuration of a run: a change reaches all whom it concerns at once. */
export function followConfiguration(options: InForceOptions): ConfigurationInForce {
  const { loaded, load, cwd, secrets, trading, screen, watch } = options
  let inForce = loaded.config
  const changes = new ConfigurationChanges({
    trading,
    reload: createReloader(load, loaded),
    cwd,
    say: screen.say,
    onSecrets: (added) => secrets.add(added),
    onApplied({ config }) {
      inForce = config
      showTimesIn(config.timeZone)
      screen.use(config)
      watch?.use(watchedBy({ config, secrets: secrets.all }, trading))
    },
  })
  return { current: () => inForce, look: () => changes.look() }
}
