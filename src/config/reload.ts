import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Config } from './config.js'
import type { LoadedConfig } from './load.js'
import { ConfigError } from './problem.js'
import { MISSING, stampOf } from './text-file.js'

/** What a look at the configuration files found; undefined when nothing differs. */
export type Reload =
  | {
      /** With the old values of what needs a restart. */
      readonly changed: LoadedConfig
      /** Sections that differ in the files but cannot change while running. */
      readonly needsRestart: readonly string[]
      /** Says that it is in force; until then it is looked at again with every change of a file. */
      readonly accept: () => void
    }
  | { readonly invalid: ConfigError }
  | undefined

/** Looks, each time it is called, whether a file changed since the last time, and only then loads again. */
export function createReloader(load: () => LoadedConfig, initial: LoadedConfig): () => Reload {
  let { config, watched } = initial
  let inForce = initial.files
  return () => {
    if ([...watched].every(([file, stamp]) => stampOf(file) === stamp)) return undefined
    try {
      const loaded = load()
      watched = loaded.watched
      const gone = inForce.find((file) => loaded.where.includes(file) && stampOf(file) === MISSING)
      if (gone !== undefined) return { invalid: vanished(gone, watched) }
      inForce = loaded.files
      const { kept, needsRestart } = keepFixed(config, loaded.config)
      if (isDeepStrictEqual(kept, config) && needsRestart.length === 0) return undefined
      const accept = () => {
        config = kept
      }
      return { changed: { ...loaded, config: kept }, needsRestart, accept }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      watched = error.watched
      return { invalid: error }
    }
  }
}

/** A file that was in force and is gone does not mean its defaults: an editor may be about to write it anew. */
function vanished(file: string, watched: LoadedConfig['watched']): ConfigError {
  return new ConfigError(
    [{ file, path: '', expected: 'the file that is in force', got: 'no file' }],
    dirname(file),
    watched,
  )
}

const FIXED = ['dataDir', 'broker', 'market'] as const

function keepFixed(old: Config, next: Config): { readonly kept: Config; readonly needsRestart: readonly string[] } {
  const { dataDir, broker, market } = old
  const needsRestart = FIXED.filter((key) => !isDeepStrictEqual(old[key], next[key]))
  // The export folder lies under the data folder and stays with it.
  const { metricsExportDir } = needsRestart.includes('dataDir') ? old.orchestrator : next.orchestrator
  const orchestrator = { ...next.orchestrator, metricsExportDir }
  return { kept: { ...next, dataDir, broker, market, orchestrator }, needsRestart }
}
