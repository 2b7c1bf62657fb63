import { type CommandLine, configuration, json } from './command-line.js'

/** `replay` and what belongs to it. */
export const replayLines: readonly CommandLine[] = [
  {
    command: 'replay',
    describe: 'Run the whole team over a span of history, as it would have run live, and report what came of it',
    options: {
      from: { type: 'string', describe: 'First instant or day, such as 2022-04-01 (UTC)', demandOption: true },
      to: { type: 'string', describe: 'Last instant or day (default: to the end of the data)', requiresArg: true },
      only: { type: 'string', describe: 'Only these agents, a,b; critical agents always run', requiresArg: true },
      'on-halt': {
        type: 'string',
        describe: 'About a halt: stop, hold, resume-next-day (default), "resume-after 24h"',
        requiresArg: true,
      },
      compare: {
        type: 'string',
        describe: 'no-gate: once more with a gate that no verdict shuts or narrows',
        requiresArg: true,
      },
      recorded: {
        type: 'string',
        describe: 'A data folder: agents that ask the outside world answer as they did in it',
        requiresArg: true,
      },
      name: {
        type: 'string',
        describe: 'Name of its folder, data/replays/NAME (default: the span)',
        requiresArg: true,
      },
      store: { type: 'boolean', describe: 'Keep a record and report; --no-store: keep none', default: true },
      html: { type: 'string', describe: 'Also write the page with the pictures to this file', requiresArg: true },
      json,
      quiet: { type: 'boolean', describe: 'No progress, and no summary' },
      ...configuration,
    },
    examples: [
      ['$0 replay --from 2022-04-01 --to 2022-12-31', 'nine months of hourly cycles'],
      ['$0 replay --from 2022-04-01 --compare no-gate', 'what the gate saved or cost'],
    ],
    run: 'replay',
  },
  {
    command: 'replay diff <a> <b>',
    describe: 'Show the first cycle and agent where two replays, or two data folders, differ',
    options: { json, ...configuration },
    examples: [['$0 replay diff before after', 'what did the new settings change first?']],
    run: 'replayDiff',
  },
]
