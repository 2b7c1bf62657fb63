import { resolve } from 'node:path'
import { builtinAgents } from '../agents/roster.js'
import type { Config } from '../config/config.js'
import { openRecord, type ProposalRecord } from '../replay/recorded-agent.js'
import type { ReplaySpan } from '../replay/replay-span.js'
import { type Team, TeamError, teamFor } from '../replay/team.js'
import { StoreError } from '../store/store-error.js'
import { CommandError, exitCode } from './exit-code.js'

/** Where a record may be looked for, and of what. */
export interface RecordPlace {
  /** As given; undefined when none is. */
  readonly recorded: string | undefined
  readonly cwd: string
  /** What is to be replayed. */
  readonly span: ReplaySpan
}

/** A team, and what ends the reading of its record. */
export interface OpenTeam extends Team {
  readonly close: () => void
}

/** Who of a configuration takes part in a replay; throws CommandError for a record that cannot be read, or a gate without its agent. */
export function openTeam(config: Config, { recorded, cwd, span }: RecordPlace): OpenTeam {
  const record = recorded === undefined ? undefined : recordIn(resolve(cwd, recorded))
  const close = () => record?.close()
  try {
    const simulated = config.market.source === 'simulated'
    return { ...teamFor(config, { roster: builtinAgents, recorded: record, simulated, span }), close }
  } catch (error) {
    close()
    if (error instanceof TeamError) throw new CommandError(exitCode.configuration, error.message, { cause: error })
    throw error
  }
}

function recordIn(folder: string): ProposalRecord {
  try {
    const record = openRecord(folder)
    if (record !== undefined) return record
  } catch (error) {
    if (error instanceof StoreError) throw new CommandError(exitCode.configuration, error.message, { cause: error })
    throw error
  }
  throw new CommandError(
    exitCode.usage,
    `--recorded: expected a data folder with the record of a live run, got ${folder}`,
  )
}
