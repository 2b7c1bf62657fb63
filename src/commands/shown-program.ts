import type { AgentEntry } from '../config/config.js'
import { printFile } from '../config/problem.js'
import type { Program } from '../executors/program.js'

/** What an agent runs as, for programs: of its variables the names only, as their values may be secrets. */
export function shownProgram(program: Program) {
  if (program.kind === 'in-process') return program
  return { ...program, limits: { ...program.limits, env: Object.keys(program.limits.env) } }
}

/** What an agent runs as, in a few words; a built-in one is named where its entry has another name. */
export function printProgram({ name, program }: Pick<AgentEntry, 'name' | 'program'>, cwd: string): string {
  if (program.kind === 'in-process' || program.kind === 'process') {
    const builtIn = program.use === name ? 'built-in' : `built-in ${program.use}`
    return program.kind === 'process' ? `${builtIn}, own process` : builtIn
  }
  if (program.kind === 'module') return printFile(program.file, cwd)
  const [command, ...args] = program.argv
  const words = [command.includes('/') ? printFile(command, cwd) : command, ...args].join(' ')
  return program.keepAlive ? `${words}, kept alive` : words
}
