import yargs, { type Argv, type Options } from 'yargs'
import { nearestName } from '../config/nearest.js'
import type { commands } from './commands.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'

/** One line of the command-line surface. */
interface CommandLine {
  readonly command: string | readonly string[]
  readonly describe: string
  readonly options?: Readonly<Record<string, Options>>
  readonly examples?: readonly (readonly [command: string, does: string])[]
  readonly run: keyof typeof commands
  /** Fixed arguments, such as the action of `config check`. */
  readonly fixed?: Readonly<Record<string, unknown>>
}

const configuration = {
  config: { type: 'string', describe: 'Configuration file; repeatable, later ones win', requiresArg: true },
  'data-dir': {
    type: 'string',
    describe: 'Folder of the run (default: dataDir of the configuration)',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>

const json = { type: 'boolean', describe: 'Print JSON' } as const satisfies Options

const run: CommandLine = {
  command: ['run', '$0'],
  describe: 'Run the loop: the risk agent first, then the others (the default command)',
  options: {
    'cycle-once': { type: 'boolean', describe: 'Run one cycle and exit' },
    cycles: { type: 'number', describe: 'Run N cycles and exit with the last one’s code', requiresArg: true },
    interval: {
      type: 'string',
      describe: 'Time between cycles, such as 5m; 0: one after the other',
      requiresArg: true,
    },
    only: { type: 'string', describe: 'Run only these agents, a,b; critical agents always run', requiresArg: true },
    'max-workers': { type: 'number', describe: 'How many agents may run at once', requiresArg: true },
    'dry-run': { type: 'boolean', describe: 'Check orders, but send, count and keep nothing' },
    json: { type: 'boolean', describe: 'Print each cycle’s report as one line of JSON on stdout' },
    quiet: { type: 'boolean', describe: 'No dashboard; warnings and errors only' },
    ...configuration,
  },
  examples: [
    ['$0 --cycle-once', 'one cycle on the built-in default: simulated market, paper money'],
    ['$0 --config my.jsonc', 'the loop, around the clock'],
    ['$0 --cycles 40 --interval 0', 'forty cycles, one after the other'],
    ['$0 --cycle-once --dry-run --json', 'what would be sent, as JSON'],
  ],
  run: 'run',
}

const commandLines: readonly CommandLine[] = [
  run,
  {
    command: 'plan',
    describe: 'Show what would run: phases, order, deadlines, worst case',
    options: { json, ...configuration },
    examples: [['$0 plan', 'phases and deadlines of the configuration in force']],
    run: 'plan',
  },
  {
    command: 'status',
    describe: 'Show whether a loop runs, the trading state and why, agents, portfolio',
    options: { json, ...configuration },
    run: 'status',
  },
  {
    command: 'why [subject]',
    describe: 'Explain the trading state, what an agent did, or what became of an order',
    options: { json, ...configuration },
    examples: [
      ['$0 why', 'why is it halted?'],
      ['$0 why strategy', 'what did it do last, and why?'],
      ['$0 why c000012-strategy-1', 'what became of this order?'],
    ],
    run: 'why',
  },
  {
    command: 'history',
    describe: 'List past cycles, or show one whole',
    options: {
      limit: { type: 'number', describe: 'How many (default 20)', requiresArg: true },
      cycle: { type: 'string', describe: 'Show this cycle whole', requiresArg: true },
      agent: { type: 'string', describe: 'Only this agent', requiresArg: true },
      json,
      ...configuration,
    },
    examples: [['$0 history --cycle c000012', 'runs, attempts and orders of one cycle']],
    run: 'history',
  },
  {
    command: 'halt',
    describe: 'Throw the kill switch: nothing is launched or sent until resume',
    options: {
      reason: { type: 'string', describe: 'Why; shown wherever the halt is', requiresArg: true },
      flatten: { type: 'boolean', describe: 'Also sell every position' },
      json,
      ...configuration,
    },
    examples: [['$0 halt --reason "exchange maintenance"', 'works on a running loop within a second']],
    run: 'halt',
  },
  {
    command: 'resume',
    describe: 'Lift the kill switch, latched halts and soft limits; the next verdict decides',
    options: {
      reason: { type: 'string', describe: 'Why it is safe; kept in the record', requiresArg: true },
      json,
      ...configuration,
    },
    examples: [['$0 resume --reason "checked the book, news is out"', 're-bases exactly the breached baselines']],
    run: 'resume',
  },
  {
    command: 'stop',
    describe: 'Ask a running loop to stop after its cycle',
    options: { json, ...configuration },
    run: 'stop',
  },
  {
    command: 'agents list',
    describe: 'List the agents and what is configured for them',
    options: { json, ...configuration },
    run: 'listAgents',
  },
  {
    command: 'agents enable <name>',
    describe: 'Enable an agent in the configuration file, keeping its comments',
    options: { ...configuration },
    run: 'enableAgent',
    fixed: { enabled: true },
  },
  {
    command: 'agents disable <name>',
    describe: 'Disable an agent in the configuration file, keeping its comments',
    options: { ...configuration },
    run: 'enableAgent',
    fixed: { enabled: false },
  },
  {
    command: 'agents run <name>',
    describe: 'Run one agent alone and print its proposal; writes nothing',
    options: { json, ...configuration },
    examples: [['$0 agents run risk', 'what would the risk agent say now?']],
    run: 'runAgent',
  },
  {
    command: 'config check',
    describe: 'Check the configuration; every problem at once',
    options: { ...configuration },
    run: 'config',
    fixed: { action: 'check' },
  },
  {
    command: 'config show',
    describe: 'Show every value in force and where it comes from',
    options: { json, ...configuration },
    run: 'config',
    fixed: { action: 'show' },
  },
  {
    command: 'config schema',
    describe: 'Print the JSON schema of the configuration, for editors',
    run: 'config',
    fixed: { action: 'schema' },
  },
  {
    command: 'init',
    describe: 'Write a commented configuration and its schema into this folder',
    options: { force: { type: 'boolean', describe: 'Overwrite what is there' } },
    run: 'init',
  },
  {
    command: 'doctor',
    describe: 'Check this machine, the configuration and the data folder',
    options: { json, ...configuration },
    run: 'doctor',
  },
]

/** Commands that are named in two words. */
const groups: readonly (readonly [name: string, describe: string])[] = [
  ['agents', 'List, enable, disable or try agents'],
  ['config', 'Check or show the configuration, or print its schema'],
]

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
  const command = groupOf(line) === undefined ? [line.command].flat() : words.slice(1).join(' ')
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
    void parser.parse([...argv], {}, (error, _args, output) => {
      if (error)
        reject(new CommandError(exitCode.usage, `${error.message}${hintOf(error.message)}\nTry: riskfirst --help`))
      else resolve(output)
    })
  })
}

/** yargs takes an unknown command for an argument of the default one: say which command or flag may be meant. */
function hintOf(message: string): string {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  if (unknown === undefined) return ''
  const flags = new Set(commandLines.flatMap(({ options = {} }) => Object.keys(options)))
  const name = nearestName(unknown, [...commandLines.map((line) => wordsOf(line)[0] ?? ''), ...flags])
  if (name === undefined) return ''
  return `. Did you mean ${flags.has(name) ? `--${name}` : name}?`
}
