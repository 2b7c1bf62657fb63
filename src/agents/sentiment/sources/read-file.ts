import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { SourceError } from './source-error.js'

/** A file's text, and when it was last changed. */
export interface FileText {
  readonly text: string
  /** Epoch ms. */
  readonly changedAtMs: number
}

/** Reads a file of at most `maxBytes`; throws SourceError when that is not possible. */
export async function readFileText(file: string, maxBytes: number): Promise<FileText> {
  const name = basename(file)
  try {
    // A named pipe would block until someone writes to it.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = await handle.stat()
      if (!stats.isFile()) throw new SourceError(`${name} is not a file`)
      if (stats.size > maxBytes) throw new SourceError(`${name} has ${stats.size} bytes, at most ${maxBytes} are read`)
      return { text: await handle.readFile('utf8'), changedAtMs: stats.mtimeMs }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof SourceError) throw error
    const { code } = error as NodeJS.ErrnoException // what fs throws carries one
    throw new SourceError(code === 'ENOENT' ? `${name} is missing` : `${name} cannot be read (${code})`, {
      cause: error,
    })
  }
}
