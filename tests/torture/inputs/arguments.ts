import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandLines } from '../../../src/commands/command-lines.js'
import type { InputKind } from '../fuzz.js'
import { runInProcess } from '../in-process-command.js'
import { oddTexts, spoiledText } from '../mutations.js'
import type { Random } from '../random.js'
import { environment } from './configurations.js'

const words = commandLines.flatMap(({ command }) => [command].flat()[0]?.split(' ') ?? [])
const flags = commandLines.flatMap(({ options = {} }) => Object.keys(options).map((name) => `--${name}`))
const values = ['1', '0', '-1', '5m', '2h', 'risk', 'strategy', 'risk,strategy', 'c000001', 'x', 'data', 'python', 'ts']

/** Arguments of the command, in a folder where nothing has run. */
export const commandArguments: InputKind = {
  name: 'arguments',
  share: 4,
  prepare(folder) {
    const cwd = join(folder, 'tried')
    return Promise.resolve((random) => {
      rmSync(cwd, { recursive: true, force: true })
      mkdirSync(cwd)
      return runInProcess(anyArguments(random), cwd, random.chance(0.1) ? environment(random) : {})
    })
  },
}

/** Words and flags of some command, and nonsense between them; a loop among them ends after its first cycle. */
export function anyArguments(random: Random): readonly string[] {
  const any = () => {
    const text = random.pick([...words, ...flags, ...flags, ...values, ...values, ...oddTexts])
    if (random.chance(0.1)) return `${random.pick(flags)}=${text}`
    return random.chance(0.1) ? spoiledText(text, random, flags) : text
  }
  const { command, options = {} } = random.pick(commandLines)
  const begun =
    [command]
      .flat()[0]
      ?.split(' ')
      .map((word) => (/^[<[]/.test(word) ? random.pick(values) : word)) ?? []
  const own = random.some(3, () => {
    const name = random.pick(Object.keys(options).concat('json'))
    return options[name]?.type === 'boolean' ? [`--${name}`] : [`--${name}`, random.pick(values)]
  })
  const stray = random.chance(0.5) ? random.some(3, any) : []
  return [...begun, ...own.flat(), ...stray, ...(begun[0] === 'run' ? ['--cycle-once'] : [])].filter(isSafe)
}

/** A path out of the folder is left alone. */
const isSafe = (argument: string) => !argument.includes('/')
