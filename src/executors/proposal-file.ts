import { constants } from 'node:fs'
import { type FileHandle, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AttemptError } from '../orchestrator/attempt-error.js'
import { birthmark, hasGone } from './process-tree.js'

/** The longest proposal that is read, bytes. */
export const maxProposalBytes = 4 * 1024 * 1024

/** What its folder is called, then who made it. */
const prefix = 'riskfirst-proposal-'

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
    folder = await mkdtemp(join(tmpdir(), `${prefix}${birthmark}-`))
  } catch (cause) {
    const message = `no folder for its proposal can be made: ${String(cause)}`
    throw new AttemptError({ code: 'not-started', message }, { cause })
  }
  const path = join(folder, 'proposal.json')
  return {
    path,
    read: () => readProposal(path),
    remove: () => removeFolder(folder),
  }
}

/** Removes the folders that processes of riskfirst left behind because they were killed; never throws. */
export async function removeAbandoned(): Promise<void> {
  for (const name of await namesIn(tmpdir()))
    if (name.startsWith(prefix) && hasGone(name.slice(prefix.length, name.lastIndexOf('-'))))
      await removeFolder(join(tmpdir(), name))
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    return [] // where no folder can be read none can be made, and the attempt will say so
  }
}

async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true })
  } catch {
    // Somebody made something there that we may not remove; what was answered counts all the same.
  }
}

/** A link would be read with our rights, and not the agent's; nothing is waited for, such as at a named pipe. */
const readingFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

async function readProposal(path: string): Promise<string | undefined> {
  let file: FileHandle | undefined
  try {
    file = await open(path, readingFlags)
    const stats = await file.stat()
    if (!stats.isFile()) throw invalid('is no file')
    if (stats.size > maxProposalBytes) throw invalid(`has ${stats.size} bytes; at most ${maxProposalBytes} are read`)
    // No more than that, should it grow meanwhile.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(stats.size), 0, stats.size, 0)
    const text = buffer.toString('utf8', 0, bytesRead).trim()
    return text === '' ? undefined : text
  } catch (error) {
    if (error instanceof AttemptError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    throw invalid(code === 'ELOOP' ? 'is a link' : `cannot be read: ${String(error)}`)
  } finally {
    await file?.close()
  }
}

function invalid(what: string): AttemptError {
  return new AttemptError({ code: 'invalid-proposal', message: `its proposal in $RISKFIRST_PROPOSAL ${what}` })
}
