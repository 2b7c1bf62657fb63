import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { platform } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { writeWholeSync } from '../../../files/whole-file.js'
import type { AgentHome } from '../../agent.js'

const cost = { calls: z.int().nonnegative(), tokens: z.number().nonnegative(), usd: z.number().nonnegative() }

const schema = z.strictObject({
  version: z.literal(1),
  /** By UTC day, such as "2026-01-01". */
  days: z.record(z.iso.date(), z.strictObject(cost)),
  cycle: z.strictObject({ id: z.string(), ...cost }),
})

/** What was spent, by UTC day, and in the cycle that spent last. */
export type Spent = Readonly<z.output<typeof schema>>

/** The record of what was spent; it takes effect on disk when it returns. Both throw SpendingError. */
export interface Spending {
  read(): Spent
  write(spent: Spent): void
}

/** What was spent is not known, or cannot be kept: nothing may be spent then. */
export class SpendingError extends Error {
  override readonly name = 'SpendingError'
}

const nothing: Spent = { version: 1, days: {}, cycle: { id: '', calls: 0, tokens: 0, usd: 0 } }

/** The record in the file spending.json of a folder; where nothing is to be written, what is new is kept in memory. */
export function openSpending({ folder, keep }: AgentHome): Spending {
  const file = join(folder, 'spending.json')
  // Read again each time: what a replaced host of the agent has still written is not forgotten.
  if (keep) return { read: () => readSpent(file), write: (spent) => writeSpent(file, spent) }
  let rehearsed: Spent | undefined
  return {
    read: () => rehearsed ?? readSpent(file),
    write: (spent) => {
      rehearsed = spent
    },
  }
}

function readSpent(file: string): Spent {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing
    throw new SpendingError(
      `expected what models have cost in ${file}, which cannot be read: mend it, or delete it to begin at nothing`,
      { cause: error },
    )
  }
}

function writeSpent(file: string, spent: Spent): void {
  const folder = join(file, '..')
  try {
    mkdirSync(folder, { recursive: true })
    writeWholeSync(file, `${JSON.stringify(spent)}\n`)
    if (platform() !== 'win32') fsyncFolder(folder) // there a folder cannot be opened, and needs no flush
  } catch (error) {
    throw new SpendingError(`what models cost cannot be kept in ${file}`, { cause: error })
  }
}

/** Makes the new name survive a power cut. */
function fsyncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
