import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'

/** Builds a script of a folder into plain JavaScript beside the installed packages; resolves to its path. */
export async function bundle(script: string, from = import.meta.dirname): Promise<string> {
  const folder = join(import.meta.dirname, '../../../node_modules/.cache/riskfirst-tests')
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, `${script}-${process.pid}.mjs`)
  const entry = join(from, `${script}.ts`)
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  return outfile
}

/** A child process that talks in lines. */
export interface Child {
  readonly pid: number
  /** The next line on its stdout; undefined when it has ended. */
  next(): Promise<string | undefined>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

/** Runs a bundled script on its own. */
export function start(script: string, ...args: readonly string[]): Child {
  const child: ChildProcess = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  return {
    pid: child.pid ?? 0,
    async next() {
      const { value, done } = await lines.next()
      return done === true ? undefined : value
    },
    kill() {
      child.kill('SIGKILL')
      return gone
    },
  }
}
