import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { fsyncFolder } from './fsync-folder.js'
import { makeFolder } from './make-folder.js'
import { guarded, StoreError } from './store-error.js'

/** The switch that halts everything while a file exists. */
export interface KillSwitch {
  /** Why nothing may be sent; undefined when the switch is not thrown. Microseconds; never throws. */
  thrown(): string | undefined
}

const REASON_BYTES = 800
const REASON_CHARACTERS = 200

/** The switch of a data folder: thrown while `HALT` is there in any form, or when that cannot be told. */
export function createKillSwitch(dataDir: string): KillSwitch {
  const path = killSwitchPath(dataDir)
  return { thrown: () => describe(path) }
}

/** Throws the switch. It holds as soon as anything is there, and takes the reason if that is a file with room for it. */
export function throwKillSwitch(
  dataDir: string,
  { reason, who, at }: { readonly reason: string; readonly who: string; readonly at: string },
): void {
  const path = killSwitchPath(dataDir)
  guarded(path, () => {
    makeFolder(dataDir)
    const there = lstatSync(path, { throwIfNoEntry: false })
    if (there !== undefined && !there.isFile()) return
    try {
      write(path, `${cleaned(reason)}\nby ${cleaned(who)} at ${at}\n`)
      fsyncFolder(dataDir)
    } catch (error) {
      // Where something is there, it holds, whatever words it has: a full disk has room for a name.
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) throw error
    }
  })
}

/** Releases the switch and tells what was there; undefined when nothing was. Refuses a folder that holds something. */
export function removeKillSwitch(dataDir: string): string | undefined {
  const path = killSwitchPath(dataDir)
  return guarded(path, () => {
    const there = lstatSync(path, { throwIfNoEntry: false })
    if (there === undefined) return undefined
    const words = describe(path)
    if (there.isDirectory()) removeFolder(path)
    else unlinkSync(path)
    fsyncFolder(dataDir)
    return words
  })
}

/** Halts from the moment the file is there, whether or not the words can be written. */
function write(path: string, text: string): void {
  const descriptor = openSync(path, 'w')
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const killSwitchPath = (dataDir: string) => join(dataDir, 'HALT')

/** What the switch says, or at least what it is; undefined when it is not there. */
function describe(path: string): string | undefined {
  let there: Stats | undefined
  try {
    there = lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    return `${path} cannot be looked at: ${messageOf(error)}`
  }
  if (there === undefined) return undefined
  if (!there.isFile()) return `${path} exists` // a pipe would be waited for, a link may lead anywhere
  try {
    const reason = firstLine(path)
    return reason === '' ? `${path} exists, without a reason` : reason
  } catch {
    return `${path} exists, and cannot be read`
  }
}

function firstLine(path: string): string {
  const descriptor = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(REASON_BYTES)
    const length = readSync(descriptor, buffer, 0, REASON_BYTES, 0)
    return cleaned(buffer.toString('utf8', 0, length).trimStart().split('\n')[0] ?? '')
  } finally {
    closeSync(descriptor)
  }
}

function removeFolder(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    throw new StoreError(
      'unwritable',
      `${path}: expected a file or an empty folder: ${messageOf(error)}. See what it holds, and remove it yourself.`,
      { cause: error },
    )
  }
}

/** One line without anything that a terminal obeys, at most 200 characters. */
function cleaned(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
  return Array.from(line.trim()).slice(0, REASON_CHARACTERS).join('')
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
