import { resolve } from 'node:path'
import * as z from 'zod'
import { setInConfig } from '../config/edit.js'
import { ConfigError, printFile, printOrigin } from '../config/problem.js'
import { CONFIG_FILE } from '../config/read-files.js'
import { agentName } from '../config/scalars.js'
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
  io.stderr.write(`${await setEnabled(which, { name, enabled }, io)}\n`)
  return exitCode.fine
}

/** Edits the configuration file so that an agent is enabled or not; resolves to words for people. */
export async function setEnabled(
  which: ConfigurationArguments,
  { name, enabled }: { readonly name: string; readonly enabled: boolean },
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
  return `${name} is ${changed ? 'now' : 'already'} ${word}d in ${printFile(file, io.cwd)}`
}
