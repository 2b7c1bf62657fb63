import { readFileSync, statSync } from 'node:fs'
import type { Stamp } from './problem.js'

/** A text file as it was at `stamp`, or in words why there is none. */
export type TextFile =
  | { readonly stamp: Stamp; readonly text: string }
  | { readonly stamp: Stamp; readonly fault: string; readonly kind: 'missing' | 'folder' | 'unreadable' }

/** Reads a whole UTF-8 file; never throws. */
export function readTextFile(file: string): TextFile {
  const stamp = stampOf(file)
  try {
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats === undefined) return { stamp, fault: 'no such file', kind: 'missing' }
    if (stats.isDirectory()) return { stamp, fault: 'a folder', kind: 'folder' }
    if (!stats.isFile()) return { stamp, fault: 'something that is not a file', kind: 'unreadable' }
    return { stamp, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) }
  } catch (error) {
    return { stamp, fault: faultOf(error), kind: 'unreadable' }
  }
}

/** The stamp of a file that is not there. */
export const MISSING: Stamp = 'missing'

/** What tells one version of a file from another; never throws. */
export function stampOf(file: string): Stamp {
  try {
    const stats = statSync(file, { throwIfNoEntry: false })
    return stats === undefined ? MISSING : `${stats.mtimeMs}:${stats.size}:${stats.ino}`
  } catch (error) {
    return faultOf(error)
  }
}

function faultOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException // what fs and TextDecoder throw carries one
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'text that is not UTF-8'
  if (code === 'EACCES' || code === 'EPERM') return 'a file that may not be read'
  return `a file that cannot be read (${code ?? String(error)})`
}
