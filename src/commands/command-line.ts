import type { Options } from 'yargs'
import type { commands } from './commands.js'

/** One line of the command-line surface. */
export interface CommandLine {
  readonly command: string | readonly string[]
  readonly describe: string
  readonly options?: Readonly<Record<string, Options>>
  readonly examples?: readonly (readonly [command: string, does: string])[]
  readonly run: keyof typeof commands
  /** Fixed arguments, such as the action of `config check`. */
  readonly fixed?: Readonly<Record<string, unknown>>
}

/** What every command that reads the configuration takes. */
export const configuration = {
  config: { type: 'string', describe: 'Configuration file; repeatable, later ones win', requiresArg: true },
  'data-dir': {
    type: 'string',
    describe: 'Folder of the run (default: dataDir of the configuration)',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>

/** What every command takes that shows or runs a plan. */
export const planning = {
  only: { type: 'string', describe: 'Only these agents, a,b; critical agents always run', requiresArg: true },
  'max-workers': { type: 'string', describe: 'How many agents may run at once', requiresArg: true },
  mode: {
    type: 'string',
    describe: 'dependency (default), sequential, parallel or pipeline; see orchestrator.mode',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>

/** Of commands that print data. */
export const json = { type: 'boolean', describe: 'Print JSON' } as const satisfies Options
