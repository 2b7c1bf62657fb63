import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import * as z from 'zod'
import { setInConfig } from '../config/edit.js'
import { printFile } from '../config/problem.js'
import { CONFIG_FILE } from '../config/read-files.js'
import { agentName, oneOf } from '../config/scalars.js'
import { messageOf } from '../orchestrator/message.js'
import { readExample } from './example-file.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { configurationArguments, parseArguments } from './parse-arguments.js'

const schema = z.object({
  ...configurationArguments,
  name: agentName(),
  lang: oneOf(['ts', 'js', 'python', 'shell']).default('ts'),
})

type Language = z.output<typeof schema>['lang']

/** What a new agent is made from, and how it is run. */
interface Start {
  /** In the package's folder of examples; it calls itself by its file's name. */
  readonly example: string
  readonly adapt?: (text: string) => string
  readonly extension: string
  readonly entry: (file: string, symbol: string) => Readonly<Record<string, unknown>>
}

const typescript: Start = {
  example: 'dip.ts',
  extension: 'ts',
  entry: (file) => ({ run: `./${file}`, timeout: '30s', settings: { percent: 5 } }),
}

const starts: Readonly<Record<Language, Start>> = {
  ts: typescript,
  js: {
    ...typescript,
    extension: 'js',
    adapt: (text) => text.replace(', type OrderIntent', '').replace(': OrderIntent[]', ''), // all types there are
  },
  python: {
    example: 'momentum.py',
    extension: 'py',
    entry: (file) => ({ run: ['python3', file], keepAlive: true, timeout: '30s', settings: { bars: 24 } }),
  },
  shell: {
    example: 'pulse.sh',
    extension: 'sh',
    entry: (file, symbol) => ({ run: ['sh', file, symbol], timeout: '10s' }),
  },
}

/** `agents new NAME`: writes a working agent to start from, and its entry into the last configuration file. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { name, lang, ...which } = parseArguments(schema, args)
  const { config } = loadConfiguration(which, io)
  if (Object.hasOwn(config.agents, name))
    throw new CommandError(exitCode.usage, `name: expected a new name, got "${name}", which is configured`)
  const { example, extension, entry, adapt = (text: string) => text } = starts[lang]
  const configFile = resolve(io.cwd, which.config?.at(-1) ?? CONFIG_FILE)
  const written = `agents/${name}.${extension}`
  const file = join(dirname(configFile), written)
  const made = entry(written, config.market.symbols[0] ?? 'BTC/USDT')

  await writeNew(file, adapt(await readExample(example)).replaceAll(nameOf(example), name))
  io.stdout.write(`${printFile(file, io.cwd)}\n`)
  const isConfigured = existsSync(configFile)
  if (isConfigured) await addEntry(configFile, { name, made, file })
  const configured = isConfigured
    ? `Added to ${printFile(configFile, io.cwd)}.`
    : `Put it into ${CONFIG_FILE} (riskfirst init writes one):\n  "agents": { "${name}": ${JSON.stringify(made)} }`
  io.stderr.write(`${configured}\nNext: riskfirst agents test ${name}\n`)
  return exitCode.fine
}

function nameOf(example: string): RegExp {
  return new RegExp(`\\b${example.replace(/\..*/, '')}\\b`, 'g')
}

async function writeNew(file: string, text: string): Promise<void> {
  if (existsSync(file)) throw new CommandError(exitCode.usage, `${file}: already there; nothing is replaced`)
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx', mode: text.startsWith('#!') ? 0o755 : 0o644 })
  } catch (error) {
    throw new CommandError(exitCode.configuration, `${file}: cannot be written (${String(error)})`, { cause: error })
  }
}

/** Takes the agent's file away again when its entry cannot be written. */
async function addEntry(
  configFile: string,
  { name, made, file }: { readonly name: string; readonly made: object; readonly file: string },
): Promise<void> {
  try {
    await setInConfig(configFile, ['agents', name], made)
  } catch (error) {
    await rm(file, { force: true })
    const reason = messageOf(error)
    throw new CommandError(exitCode.configuration, `${configFile}: cannot be written (${reason})`, { cause: error })
  }
}
