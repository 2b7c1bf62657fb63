import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AttemptError } from '../orchestrator/attempt-error.js'

/** The longest proposal that is read, bytes. */
export const maxProposalBytes = 4 * 1024 * 1024

/** Where one attempt may write its proposal, in a folder that nobody else can look into. */
export interface ProposalFile {
  readonly path: string
  /** What it holds when nobody writes any more; undefined if nothing. Throws AttemptError. */
  read(): Promise<string | undefined>
  /** Removes its folder; never throws. */
  remove(): Promise<void>
}

/** Makes room for the proposal of one attempt; throws AttemptError. */
export async function createProposalFile(): Promise<ProposalFile> {
  let folder: string
  try {
    folder = await mkdtemp(join(tmpdir(), 'riskfirst-proposal-'))
  } catch (cause) {
    const message = `no folder for its proposal can be made: ${String(cause)}`
    throw new AttemptError({ code: 'not-started', message }, { cause })
  }
  const path = join(folder, 'proposal.json')
  return {
    path,
    read: () => readProposal(path),
    async remove() {
      try {
        await rm(folder, { recursive: true, force: true })
      } catch {
        // The agent made something there that we may not remove; what it answered counts all the same.
      }
    },
  }
}

async function readProposal(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path)
    // Anything else, a named pipe say, could be read for ever.
    if (!stats.isFile()) throw invalid('is no file')
    if (stats.size > maxProposalBytes) throw invalid(`has ${stats.size} bytes; at most ${maxProposalBytes} are read`)
    const text = (await readFile(path, 'utf8')).trim()
    return text === '' ? undefined : text
  } catch (error) {
    if (error instanceof AttemptError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw invalid(`cannot be read: ${String(error)}`)
  }
}

function invalid(what: string): AttemptError {
  return new AttemptError({ code: 'invalid-proposal', message: `its proposal in $RISKFIRST_PROPOSAL ${what}` })
}
