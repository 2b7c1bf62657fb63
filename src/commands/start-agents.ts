import { builtinAgents } from '../agents/roster.js'
import { tryStart } from '../compose.js'
import type { LoadedConfig } from '../config/load.js'
import { createMask } from '../config/mask.js'
import { ConfigError, problemAt } from '../config/problem.js'
import type { Origin, Path } from '../config/sourced.js'
import { NotStartedError } from '../executors/agent-hosts.js'
import type { OutputLine } from '../executors/output-line.js'
import { systemClocks } from '../system-clocks.js'
import type { TradingSystem } from '../trading-system.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { printedLine } from './printed-line.js'

/** Starts the agents; what one of them refuses becomes a CommandError that names file, line and path. */
export function startAgents(trading: Pick<TradingSystem, 'start'>, loaded: LoadedConfig, cwd: string): Promise<void> {
  return orRefusal(() => trading.start(), loaded, cwd)
}

/** Starts every planned agent and ends it again, showing what its process prints; throws as `startAgents` does. */
export function tryAgents(loaded: LoadedConfig, io: Io): Promise<void> {
  const parts = {
    roster: builtinAgents,
    clocks: systemClocks,
    env: io.env,
    mask: createMask(loaded.secrets),
    onOutput: (line: OutputLine) => io.stderr.write(printedLine(line)),
  }
  return orRefusal(() => tryStart(loaded.config, parts), loaded, io.cwd)
}

/** Does what starts agents; what one of them refuses becomes a CommandError that names file, line and path. */
export async function orRefusal<Result>(
  work: () => Promise<Result>,
  loaded: LoadedConfig,
  cwd: string,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NotStartedError)) throw error
    throw new CommandError(exitCode.configuration, refusal(error, loaded, cwd).message, { cause: error })
  }
}

/** What agents refused, as problems of the configuration that they were given; they may quote its secrets. */
export function refusal(error: NotStartedError, { origin, secrets }: LoadedConfig, cwd: string): ConfigError {
  const problems = error.masked(createMask(secrets)).errors.flatMap(({ agent, problems }) =>
    problems.map(({ path: inner, expected, got }) => {
      const path = ['agents', agent, ...inner]
      return problemAt(nearestOrigin(origin, path), path, { expected, got })
    }),
  )
  return new ConfigError(problems, cwd)
}

/** Where the value at `path` was written or, when it was left out, the innermost thing around it that was. */
function nearestOrigin(origin: (path: Path) => Origin, path: Path): Origin {
  const found = origin(path)
  return found !== 'default' || path.length === 0 ? found : nearestOrigin(origin, path.slice(0, -1))
}
