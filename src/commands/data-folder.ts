import { isAbsolute, join, relative, resolve } from 'node:path'
import { besideLoop } from '../operate/beside.js'
import type { OperatedFolder } from '../operate/outcome.js'
import { RefusedError } from '../operate/refused-error.js'
import { snapshot } from '../store/connection.js'
import type { Store } from '../store/database.js'
import { LockedError } from '../store/lock.js'
import { StoreError } from '../store/store-error.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { type ConfigurationArguments, loadConfiguration } from './load-configuration.js'

/** The data folder that is meant, absolute: the flag's, for which no configuration is read, or the configuration's. */
export function dataFolder(args: ConfigurationArguments, io: Io): string {
  return dataFolders(args, io).dataDir
}

/** The same, and the folder of its metrics files: where they are by default, if no configuration is read. */
export function dataFolders(
  args: ConfigurationArguments,
  io: Io,
): { readonly dataDir: string; readonly metricsDir: string } {
  if (args.dataDir !== undefined) {
    const dataDir = resolve(io.cwd, args.dataDir)
    return { dataDir, metricsDir: join(dataDir, 'orchestrator') }
  }
  try {
    const { dataDir, orchestrator } = loadConfiguration(args, io).config
    return { dataDir, metricsDir: orchestrator.metricsExportDir }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const hint = 'To do without the configuration, name the data folder with --data-dir.'
    throw new CommandError(error.code, `${error.message}\n${hint}`, { cause: error })
  }
}

/** The same for what a person does to it, by the name that the user would write. */
export function operatedFolder(args: ConfigurationArguments, io: Io): OperatedFolder {
  const dataDir = dataFolder(args, io)
  return { dataDir, name: folderName(dataDir, io) }
}

/** The folder as the user would write it. */
export function folderName(dataDir: string, io: Io): string {
  const path = relative(io.cwd, dataDir)
  return path.startsWith('..') || isAbsolute(path) ? dataDir : path || '.'
}

/** Works on the folder's store, without its lock; undefined when there is none. A StoreError becomes a CommandError. */
export function withStore<Result>(dataDir: string, work: (store: Store) => Result): Result | undefined {
  return orCommandError(() => besideLoop(dataDir, work))
}

/** Reads from the folder's store, as it is at one instant; undefined when there is none. */
export function readStore<Result>(dataDir: string, read: (store: Store) => Result): Result | undefined {
  return withStore(dataDir, (store) => snapshot(store.database, () => read(store)))
}

/** Runs `work`; what a data folder refuses becomes an error for people. */
export function orCommandError<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw asCommandError(error)
  }
}

/** What a data folder refuses, and what is refused to a person, as an error for people; anything else as it is. */
export function asCommandError(error: unknown): unknown {
  if (error instanceof LockedError) return new CommandError(exitCode.anotherInstance, error.message, { cause: error })
  if (error instanceof StoreError) return new CommandError(exitCode.configuration, error.message, { cause: error })
  if (error instanceof RefusedError)
    return new CommandError(error.why === 'halted' ? exitCode.halted : exitCode.usage, error.message, { cause: error })
  return error
}
