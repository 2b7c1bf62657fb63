import { type CommandLine, configuration, json } from './command-line.js'

/** What a person tells a loop that runs. */
export const operatingLines: readonly CommandLine[] = [
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
    command: 'approve <cycle>',
    describe: 'Let a cycle go on that waits at a manual gate, or not',
    options: {
      reject: { type: 'boolean', describe: 'Not: the rest of the cycle is halted' },
      reason: { type: 'string', describe: 'Why; kept in the record', requiresArg: true },
      json,
      ...configuration,
    },
    examples: [['$0 approve c000012 --reason "looked at the orders"', 'status says which cycle waits, and until when']],
    run: 'approve',
  },
  {
    command: 'close <symbol>',
    describe: 'Sell one position whole, also while a limit has halted trading',
    options: {
      reason: { type: 'string', describe: 'Why; kept in the record', requiresArg: true },
      json,
      ...configuration,
    },
    examples: [
      [
        '$0 close SOL/USDT --reason "delisted tomorrow"',
        'a running loop does it at once, else the next run; agents may buy again from the cycle after it',
      ],
    ],
    run: 'close',
  },
  {
    command: 'stop',
    describe: 'Ask a running loop to stop after its cycle',
    options: { json, ...configuration },
    run: 'stop',
  },
]
