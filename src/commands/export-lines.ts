import type { Options } from 'yargs'
import { type CommandLine, configuration } from './command-line.js'

const output = {
  type: 'string',
  describe: 'Write into this file, replacing an earlier export (default: print)',
  requiresArg: true,
} as const satisfies Options

/** The commands that write what is recorded into files. */
export const exportLines: readonly CommandLine[] = [
  {
    command: 'export activity',
    describe: 'Write what the last cycles and their agents did as Markdown, newest first',
    options: {
      limit: { type: 'string', describe: 'How many cycles (default 20)', requiresArg: true },
      output,
      ...configuration,
    },
    examples: [['$0 export activity --output activity.md', 'beside a running loop, as often as one likes']],
    run: 'exportActivity',
  },
  {
    command: 'export state',
    describe: 'Write agents, cycle, trading state and account at this moment as YAML or JSON',
    options: {
      format: { type: 'string', describe: 'yaml (default) or json', requiresArg: true },
      output,
      ...configuration,
    },
    examples: [['$0 export state --output state.yaml', 'what other programs may look at']],
    run: 'exportState',
  },
]
