import { dirname } from 'node:path'
import type { MarketForm } from './briefing-codec.js'
import { childFile, nodePath } from './child-program.js'
import type { Program } from './program.js'
import type { ChildProgram } from './protocol.js'

/** What is run in a process that stays for many runs. */
export type WarmProgram = Exclude<Program, { kind: 'in-process' }>

/** How a program is started, and in which ways it speaks the protocol. */
export interface Dialect {
  readonly argv: readonly [string, ...string[]]
  readonly cwd: string
  /** Where frames go: over a channel of their own, so that stdout is free for the log, or over stdin and stdout. */
  readonly frames: 'channel' | 'stdio'
  readonly market: MarketForm
  /** What our own child is to load. */
  readonly loads?: ChildProgram
  /** Where what is refused lies inside the entry. */
  readonly refusedIn: readonly string[]
  /** Inside the entry, what names the program. */
  readonly named: readonly (string | number)[]
}

/** How to talk to a program: to our own child, or to a command of the user's. */
export function dialectOf(program: WarmProgram): Dialect {
  if (program.kind === 'command') {
    const { argv, cwd } = program
    return { argv, cwd, frames: 'stdio', market: 'numbers', refusedIn: ['settings'], named: ['run', 0] }
  }
  const child = childFile()
  const loads = program.kind === 'module' ? { file: program.file } : { use: program.use }
  return {
    argv: [nodePath, `--max-old-space-size=${program.limits.maxMemoryMb}`, child],
    cwd: dirname('file' in loads ? loads.file : child),
    frames: 'channel',
    market: 'packed',
    loads,
    refusedIn: [],
    named: 'file' in loads ? ['run'] : [],
  }
}
