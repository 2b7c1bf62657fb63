import { resolve } from 'node:path'
import * as z from 'zod'
import { setInConfig } from '../config/edit.js'
import { ConfigError, printFile, printOrigin } from '../config/problem.js'
import { CONFIG_FILE } from '../config/read-files.js'
import { agentName } from '../config/scalars.js'
import { recordSwitched, type Switched } from '../operate/record-switched.js'
import { isoTime } from '../orchestrator/clock.js'
import { StoreError } from '../store/store-error.js'
import { systemCalendar } from '../system-clocks.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { type ConfigurationArguments, loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments } from './parse-arguments.js'

const schema = z.object({
  ...configurationArguments,
  name: agentName(),
  enabled: z.boolean(),
})

/** `agents enable|disable NAME`: edits the last configuration file, if what comes of it is valid. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { name, enabled, ...which } = parseArguments(schema, args)
  io.stderr.write(`${await setEnabled(which, { name, enabled, who: io.user }, io)}\n`)
  return exitCode.fine
}

/** An agent to be enabled or disabled, and by whom. */
export interface Switching {
  readonly name: string
  readonly enabled: boolean
  readonly who: string
}

/** Edits the configuration file so that an agent is enabled or not, and records a change; resolves to words for people. */
export async function setEnabled(
  which: ConfigurationArguments,
  { name, enabled, who }: Switching,
  io: Io,
): Promise<string> {
  const path = ['agents', name, 'enabled']
  const word = enabled ? 'enable' : 'disable'
  loadConfiguration(which, io, [{ path, value: enabled, flag: `agents ${word} ${name}` }])

  const file = resolve(io.cwd, which.config?.at(-1) ?? CONFIG_FILE)
  const changed = await setInConfig(file, path, enabled).catch((error: Error) => {
    const reason = error instanceof ConfigError ? error.message : `${file}: cannot be written (${error.message})`
    throw new CommandError(exitCode.configuration, reason, { cause: error })
  })
  const { config, origin } = loadConfiguration(which, io)
  if (config.agents[name]?.enabled !== enabled) {
    const decider = printOrigin(origin(path), io.cwd)
    throw new CommandError(exitCode.configuration, `${decider} decides whether ${name} is enabled, not ${file}`)
  }
  const words = `${name} is ${changed ? 'now' : 'already'} ${word}d in ${printFile(file, io.cwd)}`
  return changed ? `${words}${recorded(config.dataDir, { agent: name, enabled, who })}` : words
}

/** It is done, whether or not it can be recorded: words only if it cannot. */
function recorded(dataDir: string, switched: Omit<Switched, 'at'>): string {
  try {
    recordSwitched(dataDir, { ...switched, at: isoTime(systemCalendar.now()) })
    return ''
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return `; who did it could not be recorded: ${error.message}`
  }
}
