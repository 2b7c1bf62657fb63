import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFile,
  writeFileSync,
} from 'node:fs'
import { promisify } from 'node:util'

/**
 * Puts `text` in the place of a file, or makes it: under the name is the whole of the new or, when this rejects, what was
 * there before. A link is followed, mode and owner are kept. Of two writes at once the last to end stays.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = begin(path)
  try {
    try {
      keepOwner(part)
      await writeAll(part.descriptor, Buffer.from(text))
      await flush(part.descriptor)
    } finally {
      closeSync(part.descriptor)
    }
    renameSync(part.path, part.target)
  } catch (error) {
    rmSync(part.path, { force: true })
    throw error
  }
}

/** As `writeWhole`, done when it returns. */
export function writeWholeSync(path: string, text: string): void {
  const part = begin(path)
  try {
    try {
      keepOwner(part)
      writeFileSync(part.descriptor, Buffer.from(text))
      fsyncSync(part.descriptor)
    } finally {
      closeSync(part.descriptor)
    }
    renameSync(part.path, part.target)
  } catch (error) {
    rmSync(part.path, { force: true })
    throw error
  }
}

/** The name that a file was to have which a crash left unfinished under `name`; undefined for every other name. */
export function unfinishedName(name: string): string | undefined {
  return /^(.+)\.part\d+$/.exec(name)?.[1]
}

// Unlike a single write to the descriptor, which takes what fits for success, this goes on until all is written or fails.
const writeAll = promisify(writeFile)
const flush = promisify(fsync)

/** A file that is being written beside the one that it is to replace. */
interface Part {
  readonly path: string
  readonly target: string
  readonly descriptor: number
  /** Undefined when there is nothing to replace. */
  readonly replaced: Stats | undefined
}

function begin(path: string): Part {
  const target = followed(path)
  const replaced = statSync(target, { throwIfNoEntry: false })
  if (replaced?.isFile() === false) throw new Error(`not a file: ${target}`)
  for (let number = 1; ; number++) {
    const part = `${target}.part${number}`
    try {
      return { path: part, target, descriptor: openSync(part, 'wx', replaced?.mode), replaced }
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error // of another writer, or left by a crash
    }
  }
}

function followed(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return path
    throw error
  }
}

/** Only where it differs: some file systems know one owner and mode for all. */
function keepOwner({ descriptor, replaced }: Part): void {
  if (replaced === undefined) return
  const { uid, gid, mode } = fstatSync(descriptor)
  if (uid !== replaced.uid || gid !== replaced.gid) giveTo(replaced, descriptor)
  if (mode !== replaced.mode) fchmodSync(descriptor, replaced.mode)
}

function giveTo({ uid, gid }: Stats, descriptor: number): void {
  try {
    fchownSync(descriptor, uid, gid)
  } catch (error) {
    if (!hasCode(error, 'EPERM')) throw error // whoever may not give files away keeps this one
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
