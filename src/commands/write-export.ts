import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { writeWhole } from '../files/whole-file.js'
import { messageOf } from '../orchestrator/message.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { requireUserFile } from './user-file.js'

/** A view of the record, and where it goes: to stdout unless a file is named. */
export interface Export {
  readonly text: string
  /** What every export of the kind begins with. */
  readonly begins: string
  readonly output: string | undefined
}

/** Writes a view whole or not at all; replaces an earlier one of its kind, and no other file. */
export async function writeExport({ text, begins, output }: Export, io: Io): Promise<void> {
  if (output === undefined) {
    io.stdout.write(text)
    return
  }
  const file = resolve(io.cwd, output)
  try {
    requireUserFile(file, 'output')
    const earlier = await contentsOf(file)
    if (earlier !== undefined && !earlier.startsWith(begins))
      throw new CommandError(exitCode.usage, `--output: expected a new file or an earlier export, got "${output}"`)
    await writeWhole(file, text)
  } catch (error) {
    if (error instanceof CommandError) throw error
    const reason = messageOf(error)
    throw new CommandError(exitCode.usage, `--output: expected a file that can be written (${reason})`, {
      cause: error,
    })
  }
  io.stderr.write(`${output}\n`)
}

/** Undefined where there is none. */
async function contentsOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
