import yargs, { type Argv } from 'yargs'
import { nearestName } from '../config/nearest.js'
import type { CommandLine } from './command-line.js'
import { commandLines, groups } from './command-lines.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'

/** Parses the arguments, runs the command they name, and resolves to the exit code; throws CommandError. */
export async function runCli(argv: readonly string[], io: Io, version: string): Promise<number> {
  let chosen: { readonly line: CommandLine; readonly args: object } | undefined
  const choose = (line: CommandLine, args: object) => {
    chosen = { line, args }
  }
  const parser = yargs()
    .scriptName('riskfirst')
    .usage('$0 [command]\n\nRuns your trading agents in cycles, and runs the risk agent first.')
    .locale('en')
    .version(version)
    .alias({ h: 'help', v: 'version' })
    .exitProcess(false)
    .strict()
    .recommendCommands()
    .wrap(Math.min(io.stdout.columns, 100))
    .epilogue(epilogue)
  for (const line of commandLines) if (groupOf(line) === undefined) add(parser, line, choose)
  for (const [group, describe] of groups)
    parser.command(group, describe, (inner) => {
      const lines = commandLines.filter((line) => groupOf(line) === group)
      for (const line of lines) add(inner, line, choose)
      if (lines.some((line) => wordsOf(line).length === 1)) return inner
      return inner.demandCommand(1, `${group}: expected ${lines.map((line) => wordsOf(line)[1]).join(', ')}`)
    })
  refuseValuesOfSwitches(argv)
  const printed = await parse(parser, argv)
  if (printed !== '') io.stdout.write(`${printed}\n`)
  if (printed !== '' || chosen === undefined) return exitCode.fine
  const { line, args } = chosen
  const { commands } = await import('./commands.js') // --help needs none of it
  return commands[line.run]({ ...args, ...line.fixed }, io)
}

const epilogue = [
  'Exit codes: 0 fine · 1 internal error · 2 usage · 20 halted · 21 failed closed',
  '22 degraded · 78 configuration · 79 another instance · 130, 143 interrupted',
].join('\n')

function add(parser: Argv, line: CommandLine, choose: (line: CommandLine, args: object) => void): void {
  const words = wordsOf(line)
  const command = groupOf(line) === undefined ? [line.command].flat() : words.slice(1).join(' ') || '$0'
  parser.command(
    command,
    line.describe,
    (inner) => {
      for (const [example, does] of line.examples ?? []) inner.example(example, does)
      return inner.options({ ...line.options })
    },
    (args) => choose(line, args),
  )
}

const wordsOf = (line: CommandLine): readonly string[] => ([line.command].flat()[0] ?? '').split(' ')

const groupOf = (line: CommandLine) => groups.find(([name]) => wordsOf(line)[0] === name)?.[0]

/** yargs takes `--cycle-once=maybe` for false, and would start the endless loop. */
function refuseValuesOfSwitches(argv: readonly string[]): void {
  if (argv.includes('--'))
    throw new CommandError(exitCode.usage, '--: expected nothing of this kind\nTry: riskfirst --help')
  for (const argument of argv) {
    const [, name = '', value = ''] = /^--([\w-]+)=(.*)$/s.exec(argument) ?? []
    const isSwitch = commandLines.some(({ options }) => options?.[name]?.type === 'boolean')
    if (isSwitch && value !== 'true' && value !== 'false')
      throw new CommandError(exitCode.usage, `--${name}: expected no value, got "${value}"\nTry: riskfirst --help`)
  }
}

/** What yargs wants printed (help or version), or a usage error. */
function parse(parser: Argv, argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    void parser.parse([...argv], {}, (error, args, output) => {
      if (error)
        reject(
          new CommandError(exitCode.usage, `${error.message}${hintOf(error.message, args)}\nTry: riskfirst --help`),
        )
      else resolve(output)
    })
  })
}

/** yargs takes an unknown command for an argument of the default one: say which command, or flag of its own, may be meant. */
function hintOf(message: string, { _: typed }: { readonly _: readonly (string | number)[] }): string {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  if (unknown === undefined) return ''
  const named = commandLines
    .filter((line) => fixedWordsOf(line).every((word, index) => word === typed[index]))
    .toSorted((a, b) => fixedWordsOf(b).length - fixedWordsOf(a).length)[0]
  const flags = new Set(Object.keys((named ?? commandLines[0])?.options ?? {}))
  const words = named === undefined ? commandLines.map((line) => wordsOf(line)[0] ?? '') : []
  const name = nearestName(unknown, [...words, ...flags])
  if (name === undefined) return ''
  return `. Did you mean ${flags.has(name) ? `--${name}` : name}?`
}

const fixedWordsOf = (line: CommandLine) => wordsOf(line).filter((word) => /^\w/.test(word))
