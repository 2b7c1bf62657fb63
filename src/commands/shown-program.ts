import { printFile } from '../config/problem.js'
import type { Program } from '../executors/program.js'

/** What an agent runs as, for programs: of its variables the names only, as their values may be secrets. */
export function shownProgram(program: Program) {
  if (program.kind === 'in-process') return program
  return { ...program, limits: { ...program.limits, env: Object.keys(program.limits.env) } }
}

/** What an agent runs as, in a few words. */
export function printProgram(program: Program, cwd: string): string {
  if (program.kind === 'in-process') return `built-in ${program.use}`
  if (program.kind === 'process') return `built-in ${program.use}, own process`
  if (program.kind === 'module') return printFile(program.file, cwd)
  const [command, ...args] = program.argv
  const words = [command.includes('/') ? printFile(command, cwd) : command, ...args].join(' ')
  return program.keepAlive ? `${words}, kept alive` : words
}
