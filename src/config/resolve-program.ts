import { resolve } from 'node:path'
import type { Program } from '../executors/program.js'
import type { AgentDocument } from './agent-schema.js'

/** What an entry is resolved with, apart from itself. */
export interface ProgramSurroundings {
  /** The folder of the file that names the program. */
  readonly folder: string
  /** What its process gets beside what every one gets. */
  readonly env: Readonly<Record<string, string>>
}

/** What a checked entry runs as; paths are absolute, and a program without a slash is left to PATH. */
export function resolveProgram(
  [name, entry]: readonly [string, AgentDocument],
  { folder, env }: ProgramSurroundings,
): Program {
  const { use = name, run, isolation, keepAlive } = entry
  const limits = {
    env,
    maxMemoryMb: entry.maxMemoryMb,
    startTimeoutMs: entry.startTimeout,
    maxRuns: entry.maxRuns,
  }
  if (run === undefined) return isolation === 'process' ? { kind: isolation, use, limits } : { kind: 'in-process', use }
  if (typeof run === 'string') return { kind: 'module', file: resolve(folder, run), limits }
  const [program, ...args] = run
  const argv = [program.includes('/') ? resolve(folder, program) : program, ...args] as const
  return { kind: 'command', argv, cwd: folder, keepAlive, limits }
}
