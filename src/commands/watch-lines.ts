import { type CommandLine, configuration, json } from './command-line.js'

/** Of commands that print rows. */
const rows = {
  csv: { type: 'boolean', describe: 'Print CSV' },
  json,
  ...configuration,
} as const

/** What looks at a run, and at what it has made. */
export const watchLines: readonly CommandLine[] = [
  {
    command: 'monitor',
    describe: 'Watch a loop: trading state, running cycle, agents, money, orders, alerts',
    options: {
      url: {
        type: 'string',
        describe: 'Of a page elsewhere, such as http://127.0.0.1:7373; its token in RISKFIRST_TOKEN',
        requiresArg: true,
      },
      once: { type: 'boolean', describe: 'Show it once and exit' },
      interval: { type: 'string', describe: 'How often to look (default 1s)', requiresArg: true },
      check: {
        type: 'boolean',
        describe:
          'One line for monitoring tools, and exit with 0 (fine), 1 (warning) or 2 (critical, or nothing is seen)',
      },
      json,
      ...configuration,
    },
    examples: [
      ['$0 monitor', 'the loop on this folder; it may end and start again'],
      ['$0 monitor --url http://127.0.0.1:7373 --check', 'for Nagios, Icinga and the like'],
    ],
    run: 'monitor',
  },
  {
    command: 'positions',
    describe: 'List what is held: value, profit, whose it is, and what protects it',
    options: rows,
    run: 'positions',
  },
  {
    command: 'trades',
    describe: 'List fills with what each sale made, newest first (CSV and JSON: oldest first)',
    options: {
      limit: { type: 'string', describe: 'The newest so many (default 20; of CSV and JSON: all)', requiresArg: true },
      symbol: { type: 'string', describe: 'Only of this symbol', requiresArg: true },
      agent: { type: 'string', describe: 'Only of this agent', requiresArg: true },
      since: {
        type: 'string',
        describe: 'Only from this date or time on, UTC of the market, such as 2026-01-01',
        requiresArg: true,
      },
      ...rows,
    },
    examples: [['$0 trades --csv > trades.csv', 'all of them, for a spreadsheet']],
    run: 'trades',
  },
  {
    command: 'profit',
    describe: 'What was made and lost, realised and not; in all exactly equity less starting cash',
    options: {
      by: { type: 'string', describe: 'agent (default), symbol or day', requiresArg: true },
      ...rows,
    },
    examples: [['$0 profit --by day', 'one row a UTC day of market time']],
    run: 'profit',
  },
  {
    command: 'notify test',
    describe: 'Send a test notification to every channel, or to one',
    options: {
      channel: { type: 'string', describe: 'Only this one', requiresArg: true },
      json,
      ...configuration,
    },
    examples: [['$0 notify test', 'does each channel work, and if not, why?']],
    run: 'testNotifications',
  },
]
