import type { LoadedConfig } from '../config/load.js'
import { createReloader } from '../config/reload.js'
import type { Grid } from '../orchestrator/cadence.js'
import { planOf } from '../plan-from-config.js'
import { showTimesIn } from '../report/local-time.js'
import type { Store } from '../store/database.js'
import { lastSealedCycle, runsOfCycle } from '../store/queries.js'
import type { SystemOutline } from '../watch/setup.js'
import { dataFolders } from './data-folder.js'
import { CommandError } from './exit-code.js'
import type { Io } from './io.js'
import { type ConfigurationArguments, loadConfiguration, readConfiguration } from './load-configuration.js'
import { systemOutline } from './system-outline.js'

/** What is known of a system beside its record. */
export interface KnownSystem {
  readonly dataDir: string
  readonly metricsDir: string
  readonly timeZone: string
  /** Undefined where no configuration says it. */
  readonly grid: Grid | undefined
  outlineFor(store: Store | undefined): SystemOutline
  readonly notes: readonly string[]
}

/** Tells what is known at the moment: by the configuration, as it is now, or with a data folder alone by its record. */
export function openKnownSystem(which: ConfigurationArguments, io: Io): () => KnownSystem {
  if (which.dataDir !== undefined && which.config === undefined) {
    const system: KnownSystem = {
      ...dataFolders(which, io),
      timeZone: 'UTC',
      grid: undefined,
      outlineFor: recordedOutline,
      notes: [],
    }
    return () => system
  }
  const first = loadFirst(which, io)
  const reload = createReloader(() => readConfiguration(which, io), first)
  let current = configured(first, [])
  return () => {
    const found = reload()
    if (found === undefined) return current
    if ('invalid' in found) {
      const words = found.invalid.message.replaceAll('\n', '; ')
      current = { ...current, notes: [`the configuration of before is used, as it cannot be read: ${words}`] }
    } else {
      found.accept()
      current = configured(found.changed, [])
      showTimesIn(current.timeZone)
    }
    return current
  }
}

function loadFirst(which: ConfigurationArguments, io: Io): LoadedConfig {
  try {
    return loadConfiguration(which, io)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const hint = 'To do without the configuration, name the data folder with --data-dir.'
    throw new CommandError(error.code, `${error.message}\n${hint}`, { cause: error })
  }
}

function configured({ config }: LoadedConfig, notes: readonly string[]): KnownSystem {
  const outline = systemOutline(config, planOf(config))
  const { dataDir, orchestrator, timeZone, cycle: grid } = config
  return { dataDir, metricsDir: orchestrator.metricsExportDir, timeZone, grid, outlineFor: () => outline, notes }
}

/** A system as its last sealed cycle knew it; when cycles are due is not on record. */
function recordedOutline(store: Store | undefined): SystemOutline {
  const unknown = {
    symbols: [],
    intervalMs: 0,
    maxWorkers: 1,
    graceMs: 0,
    worstCaseMs: Number.POSITIVE_INFINITY,
    metricsDir: '',
  }
  if (store === undefined) return { ...unknown, market: 'NO DATA YET', quote: '', agents: [] }
  const { identity, database } = store
  const sealed = lastSealedCycle(database)
  const runs = sealed === undefined ? [] : runsOfCycle(database, sealed.id)
  return {
    ...unknown,
    market: `${identity.broker.toUpperCase()} MONEY · ${identity.market}`,
    quote: identity.quote,
    agents: runs.map(({ agent: name, phase }) => ({
      name,
      phase,
      critical: phase === 'critical',
      enabled: true,
      timeoutMs: 0,
      maxRetries: 0,
    })),
  }
}
