import { agentLines } from './agent-lines.js'
import { type CommandLine, configuration, json, planning } from './command-line.js'
import { exportLines } from './export-lines.js'
import { operatingLines } from './operating-lines.js'
import { replayLines } from './replay-lines.js'
import { watchLines } from './watch-lines.js'

const run: CommandLine = {
  command: ['run', '$0'],
  describe: 'Run the loop: the risk agent first, then the others (the default command)',
  options: {
    'cycle-once': { type: 'boolean', describe: 'Run one cycle and exit' },
    cycles: { type: 'string', describe: 'Run N cycles and exit with the last one’s code', requiresArg: true },
    interval: {
      type: 'string',
      describe: 'Time between cycles, such as 5m; 0: one after the other',
      requiresArg: true,
    },
    ...planning,
    'dry-run': { type: 'boolean', describe: 'Check orders, but send, count and keep nothing' },
    continue: {
      type: 'boolean',
      describe: 'First finish the cycle that was interrupted, if no other one is due in its place',
    },
    trace: {
      type: 'string',
      describe: 'Add the times of each cycle to this file, for chrome://tracing or ui.perfetto.dev',
      requiresArg: true,
    },
    serve: {
      type: 'string',
      describe: 'Serve the live page and /metrics here, HOST:PORT (default 127.0.0.1:7373)',
    },
    log: {
      type: 'string',
      describe: 'text (default), or json: a line of JSON an event on stderr, and no dashboard',
      requiresArg: true,
    },
    'log-level': { type: 'string', describe: 'debug, info (default), warn or error', requiresArg: true },
    json: { type: 'boolean', describe: 'Print each cycle’s report as one line of JSON on stdout' },
    quiet: { type: 'boolean', describe: 'No dashboard; warnings and errors only' },
    ...configuration,
  },
  examples: [
    ['$0 --cycle-once', 'one cycle on the built-in default: simulated market, paper money'],
    ['$0 --config my.jsonc', 'the loop, around the clock'],
    ['$0 --cycles 40 --interval 0', 'forty cycles, one after the other'],
    ['$0 --cycle-once --dry-run --json', 'what would be sent, as JSON'],
    ['$0 run --serve', 'the loop, with its page on http://127.0.0.1:7373'],
  ],
  run: 'run',
}

/** Every command, in the order of the help. */
export const commandLines: readonly CommandLine[] = [
  run,
  {
    command: 'plan',
    describe: 'Show what would run: phases, order, deadlines, expected times, worst case',
    options: {
      ...planning,
      dot: { type: 'boolean', describe: 'Print the graph for Graphviz: riskfirst plan --dot | dot -Tsvg' },
      json,
      ...configuration,
    },
    examples: [
      ['$0 plan', 'phases and deadlines of the configuration in force'],
      ['$0 plan --mode pipeline', 'what `run --mode pipeline` would run'],
    ],
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
      limit: { type: 'string', describe: 'How many (default 20)', requiresArg: true },
      cycle: { type: 'string', describe: 'Show this cycle whole', requiresArg: true },
      agent: { type: 'string', describe: 'Only this agent', requiresArg: true },
      trace: {
        type: 'string',
        describe: 'Also write the times of the cycle to this file, for chrome://tracing or ui.perfetto.dev',
        requiresArg: true,
      },
      json,
      ...configuration,
    },
    examples: [['$0 history --cycle c000012', 'runs, schedule, attempts and orders of one cycle']],
    run: 'history',
  },
  {
    command: 'logs [agent]',
    describe: 'Show what the processes of agents printed',
    options: {
      follow: { type: 'boolean', describe: 'Go on with what comes' },
      since: { type: 'string', describe: 'Only what is no older than this, such as 2h', requiresArg: true },
      cycle: { type: 'string', describe: 'Only of this cycle', requiresArg: true },
      json: { type: 'boolean', describe: 'Print a line of JSON for each line' },
      ...configuration,
    },
    examples: [['$0 logs momentum --follow', 'what one agent prints, as it comes']],
    run: 'logs',
  },
  ...watchLines,
  ...replayLines,
  ...exportLines,
  ...operatingLines,
  ...agentLines,
  {
    command: 'config check',
    describe:
      'Check the configuration; every problem at once. Starts the processes of agents, which check their settings',
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
    options: {
      template: {
        type: 'string',
        describe: 'trading, conservative, high-performance, pipeline, full-stack, api or frontend',
        requiresArg: true,
      },
      force: { type: 'boolean', describe: 'Overwrite what is there' },
    },
    examples: [['$0 init --template pipeline', 'a plan with phases of its own, to start from']],
    run: 'init',
  },
  {
    command: 'doctor',
    describe: 'Check this machine, the configuration, the agents (it starts their processes) and the data folder',
    options: { json, ...configuration },
    run: 'doctor',
  },
  {
    command: 'drill',
    describe: 'Break one thing after the other on paper, and show that the promises hold',
    options: {
      only: { type: 'string', describe: 'Only these scenarios, or groups of them, a,b', requiresArg: true },
      list: { type: 'boolean', describe: 'List the scenarios, and what must hold in each' },
      keep: { type: 'boolean', describe: 'Keep the folder with the records' },
      json,
      ...configuration,
    },
    examples: [
      ['$0 drill', 'a breach, hung and dying agents, a full disk, kill -9…, on your configuration'],
      ['$0 drill --only "risk agent,kill -9"', 'two groups of them'],
    ],
    run: 'drill',
  },
  {
    command: 'backup <file>',
    describe: 'Put the record and the broker’s books into one file, also beside a running loop',
    options: { force: { type: 'boolean', describe: 'Replace an older backup' }, json, ...configuration },
    examples: [['$0 backup friday.backup', 'one file, read back before it gets its name']],
    run: 'backup',
  },
  {
    command: 'restore <file>',
    describe: 'Bring a backup back into the data folder, which is halted until resume',
    options: { force: { type: 'boolean', describe: 'Move aside what is there' }, json, ...configuration },
    examples: [['$0 restore friday.backup --data-dir data', 'then look at it, and resume']],
    run: 'restore',
  },
]

/** Commands that are named in two words. */
export const groups: readonly (readonly [name: string, describe: string])[] = [
  ['replay', 'Run the whole team over a span of history, or compare two such runs'],
  ['agents', 'List, enable, disable, make or try agents'],
  ['export', 'Write what is recorded into files for people and programs'],
  ['notify', 'Try the notifications'],
  ['config', 'Check or show the configuration, or print its schema'],
]
