import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** The built command. */
export const mainPath = join(import.meta.dirname, '../../dist/main.js')

/** How a command ended, and what it printed. */
export interface Ended {
  readonly code: number | null
  /** What killed it, when it did not exit by itself. */
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when what it printed so far holds `text`; rejects when it ends without. */
  printed(text: string): Promise<void>
}

const started = new Set<ChildProcess>()
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
})

/** Starts the built command in `cwd`, with nothing of the test's environment that could colour or configure it. */
export function start(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  return startScript(mainPath, args, { cwd, env })
}

/** Starts a script as `start` does the built command. */
export function startScript(
  script: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Running {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env
  const child = spawn(process.execPath, [script, ...args], { cwd, env: { PATH, HOME, TMPDIR, ...env } })
  started.add(child)
  child.once('close', () => started.delete(child))
  const output = { stdout: '', stderr: '' }
  const watchers = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text
      for (const watch of watchers) watch()
    })
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, ...output })),
  )
  return {
    child,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (!(output.stdout + output.stderr).includes(text)) return
          watchers.delete(watch)
          resolve()
        }
        watchers.add(watch)
        watch()
        void ended.then(({ stdout, stderr }) => reject(new Error(`ended without "${text}":\n${stdout}\n${stderr}`)))
      }),
  }
}

/** Runs the built command to its end. */
export function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return start(cwd, args, env).ended
}
