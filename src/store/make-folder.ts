import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from './store-error.js'

/** Makes the folder, and those above it that are missing; throws StoreError when a file has its name. */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder)
  // Not `recursive`: Node asks for ever where the system denies that a folder is there, as /proc does.
  for (const folder of missing) mkdirUnlessThere(folder)
  if (!statSync(path).isDirectory())
    throw new StoreError('unwritable', `${path}: expected a folder, found a file. Use another one with --data-dir.`)
}

function mkdirUnlessThere(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!existsSync(folder)) throw error // else another process was faster
  }
}
