import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { CommandError, exitCode } from './exit-code.js'

/** Files of a data folder, and what SQLite lays beside them. */
const OURS = /^(riskfirst\.db|paper-broker\.db|lock\.(db|json)|HALT)/

/** Refuses a place where a view may never be written: throws CommandError for a file of a data folder, and for what is no file. */
export function requireUserFile(path: string, flag: string): void {
  const refuse = (got: string) => {
    throw new CommandError(exitCode.usage, `--${flag}: expected a file of your own, got ${path}, ${got}`)
  }
  if (OURS.test(basename(path))) refuse('which has the name of one that a data folder keeps')
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) refuse('which is no file')
}
