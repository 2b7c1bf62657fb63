import { mkdirSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf } from '../orchestrator/message.js'
import { CommandError, exitCode } from './exit-code.js'

/** Where replays of a data folder are kept, each in a folder of its own. */
export const replaysIn = (dataDir: string): string => join(dataDir, 'replays')

/** A folder that is this replay's alone. */
export interface ReservedFolder {
  readonly path: string
  /** Takes it away again, with the folders around it that were made for it and hold nothing else. */
  discard(): void
}

/** Which name a replay's folder is to have. */
export interface FolderName {
  /** As given; it must be free. */
  readonly name: string | undefined
  /** Otherwise this, with `-2`, `-3`… where that is taken. */
  readonly span: string
}

/** Makes the folder of a new replay; throws CommandError for a name that is taken, and where none can be made. */
export function reserveReplayFolder(dataDir: string, { name, span }: FolderName): ReservedFolder {
  const replays = replaysIn(dataDir)
  try {
    const outermost = mkdirSync(replays, { recursive: true })
    for (let number = 1; ; number++) {
      const path = join(replays, name ?? (number === 1 ? span : `${span}-${number}`))
      if (isMade(path)) return { path, discard: () => discard(path, outermost) }
      if (name !== undefined)
        throw new CommandError(exitCode.usage, `--name: expected one that is free, got "${name}": ${path} is there`)
    }
  } catch (error) {
    if (error instanceof CommandError) throw error
    const reason = messageOf(error)
    throw new CommandError(
      exitCode.configuration,
      `${replays}: expected a folder that can be written, got ${reason} (--no-store keeps nothing)`,
      { cause: error },
    )
  }
}

/** Two replays that begin at once never have the same one. */
function isMade(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function discard(path: string, outermost: string | undefined): void {
  rmSync(path, { recursive: true, force: true })
  if (outermost === undefined) return
  try {
    for (let folder = dirname(path); folder.length >= outermost.length; folder = dirname(folder)) rmdirSync(folder)
  } catch {
    // Somebody else has put something into it meanwhile.
  }
}
