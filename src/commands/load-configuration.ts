import { builtinAgents } from '../agents/roster.js'
import { type LoadedConfig, loadConfig, type Override } from '../config/load.js'
import { ConfigError } from '../config/problem.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'

/** The arguments that say which configuration is meant. */
export interface ConfigurationArguments {
  readonly config?: readonly string[] | undefined
  readonly dataDir?: string | undefined
}

/** Loads the configuration that the arguments mean; throws CommandError (configuration) with every problem. */
export function loadConfiguration(
  { config = [], dataDir }: ConfigurationArguments,
  io: Io,
  overrides: readonly Override[] = [],
): LoadedConfig {
  const ofDataDir = dataDir === undefined ? [] : [{ path: ['dataDir'], value: dataDir, flag: '--data-dir' }]
  try {
    return loadConfig({
      cwd: io.cwd,
      files: config,
      env: io.env,
      overrides: [...ofDataDir, ...overrides],
      roster: builtinAgents,
    })
  } catch (error) {
    throw error instanceof ConfigError
      ? new CommandError(exitCode.configuration, error.message, { cause: error })
      : error
  }
}
