import { closeSync, fsyncSync, openSync } from 'node:fs'
import { platform } from 'node:os'

/** Makes names that were created, renamed or removed in the folder survive a power cut. */
export function fsyncFolder(path: string): void {
  if (platform() === 'win32') return // there a folder cannot be opened, and needs no flush
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
