import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

/** The built command. */
const mainPath = join(process.cwd(), 'dist/main.js')

/** How a command ended, and what it printed. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** The built command, started in a folder where nothing but its arguments and files configure it. */
export class Command {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  #output = { stdout: '', stderr: '' }

  constructor(args: readonly string[], { cwd, home, env = {} }: Surroundings) {
    const { PATH = '' } = process.env
    this.child = spawn(process.execPath, [mainPath, ...args], {
      cwd,
      env: { PATH, HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const name of ['stdout', 'stderr'] as const)
      this.child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#output[name] += text
      })
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => resolve({ code, signal, ...this.#output })),
    )
  }
}

/** Where a command runs. */
export interface Surroundings {
  readonly cwd: string
  /** Its home, which every process that it starts inherits. */
  readonly home: string
  readonly env?: Readonly<Record<string, string>>
}
