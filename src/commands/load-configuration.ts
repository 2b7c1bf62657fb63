import { builtinAgents } from '../agents/roster.js'
import { type LoadedConfig, loadConfig, type Override } from '../config/load.js'
import { ConfigError } from '../config/problem.js'
import { showTimesIn } from '../report/local-time.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'

/** The arguments that say which configuration is meant. */
export interface ConfigurationArguments {
  readonly config?: readonly string[] | undefined
  readonly dataDir?: string | undefined
}

/** Loads the configuration that the arguments mean; throws ConfigError with every problem. */
export function readConfiguration(
  { config = [], dataDir }: ConfigurationArguments,
  io: Io,
  overrides: readonly Override[] = [],
): LoadedConfig {
  const ofDataDir = dataDir === undefined ? [] : [{ path: ['dataDir'], value: dataDir, flag: '--data-dir' }]
  return loadConfig({
    cwd: io.cwd,
    files: config,
    env: io.env,
    overrides: [...ofDataDir, ...overrides],
    roster: builtinAgents,
  })
}

/**
 * The same for a command that cannot go on without: throws CommandError, of usage when flags alone say what is wrong,
 * else of the configuration.
 */
export function loadConfiguration(...request: Parameters<typeof readConfiguration>): LoadedConfig {
  try {
    const loaded = readConfiguration(...request)
    showTimesIn(loaded.config.timeZone)
    return loaded
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const isUsage = error.problems.every(({ flag }) => flag !== undefined)
    throw new CommandError(isUsage ? exitCode.usage : exitCode.configuration, error.message, { cause: error })
  }
}
