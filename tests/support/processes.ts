import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { freshDir } from './candles.js'

/** Whether these tests can run a program of that name here. */
export function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** Tells when nobody who has its file open lives any more: a named pipe, open in a process and all that inherit it. */
export interface Witness {
  /** The pipe; a shell holds it by `exec 9>"$path"` and hands it on to whatever it starts. */
  readonly path: string
  /** Resolves when it has been opened, and every process that had it open is gone. */
  readonly gone: Promise<void>
}

const readers = new Set<ChildProcess>()
afterAll(() => {
  for (const reader of readers) reader.kill('SIGKILL')
})

/** A named pipe of its own. */
export async function witness(): Promise<Witness> {
  const path = join(await freshDir(), 'witness')
  execFileSync('mkfifo', [path])
  // A process of its own: a pipe that nobody has opened yet would hold up a thread of this one.
  const reader = spawn('cat', [path], { stdio: 'ignore' })
  readers.add(reader)
  const gone = new Promise<void>((resolve) => reader.once('exit', () => resolve()))
  return { path, gone }
}

/** Processes that live (those that nobody reaps do not) and whose command line or environment holds `text`. */
export function living(file: 'cmdline' | 'environ', text: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && lives(pid) && readProc(pid, file).includes(text))
}

/** Whether a process runs; one that has ended and was not reaped does not. */
export function lives(pid: number): boolean {
  return /^State:\s*[^ZX\s]/m.test(readProc(pid, 'status'))
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return '' // it is gone, or another user's
  }
}
