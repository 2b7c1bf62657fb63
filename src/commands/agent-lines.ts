import { type CommandLine, configuration, json } from './command-line.js'

/** What lists, makes, tries and switches agents. */
export const agentLines: readonly CommandLine[] = [
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
    options: {
      cycle: { type: 'string', describe: 'On what it was told in this recorded cycle', requiresArg: true },
      json,
      ...configuration,
    },
    examples: [
      ['$0 agents run risk', 'what would the risk agent say now?'],
      ['$0 agents run mine --cycle c000012', 'what would it say now to what it was told then?'],
    ],
    run: 'runAgent',
  },
  {
    command: 'agents new <name>',
    describe: 'Write a small agent to start from, and its entry in the configuration',
    options: {
      lang: { type: 'string', describe: 'ts, js, python or shell (default ts)', requiresArg: true },
      ...configuration,
    },
    examples: [['$0 agents new momentum --lang python', 'agents/momentum.py, ready to be tested']],
    run: 'newAgent',
  },
  {
    command: 'agents test <name>',
    describe: 'Try one agent on five made-up markets, twice each; sends and writes nothing',
    options: { json, ...configuration },
    examples: [['$0 agents test momentum', 'does it answer, in time, and the same each time?']],
    run: 'testAgent',
  },
]
