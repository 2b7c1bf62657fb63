import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Config } from '../config/config.js'
import { nodePath } from '../executors/child-program.js'
import { expired, withDeadline } from '../orchestrator/deadline.js'
import { victimFile } from './own-programs.js'
import { pidsOf } from './scene.js'
import type { Stage } from './stage.js'
import { hanging } from './victim-words.js'

/** Where in a cycle a victim kills itself. */
export const deaths = [
  'begun',
  'observed',
  'critical',
  'decided',
  'parallel',
  'journalled',
  'placed',
  'unsealed',
  'sealed',
] as const

export type Death = (typeof deaths)[number]

/** What a victim is told, as one value of JSON on its stdin. */
export interface VictimOrder {
  /** The user's. */
  readonly config: Config
  /** The stage's. */
  readonly folder: string
  /** Where it kills itself, or that it waits to be told to stop. */
  readonly end: Death | 'told'
}

/** How a victim ended. */
export interface Corpse {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The processes that its agents ran in. */
  readonly pids: readonly number[]
  readonly lastWords: string
  /** From the signal that it was sent to its end, ms. */
  readonly durationMs: number
}

/** Far longer than a victim lives on a slow machine, ms. */
const PATIENCE_MS = 30_000

/** Runs one cycle in a process of its own until that has ended; one that says it hangs is sent a SIGTERM. */
export async function sacrifice(stage: Stage, end: VictimOrder['end']): Promise<Corpse> {
  const { config, folder, env, signal, clocks } = stage.options
  signal.throwIfAborted()
  const child = spawn(nodePath, [victimFile()], { env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  const kill = () => void child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  let toldMs = clocks.timer.now()
  const ended = endOf(child, () => {
    toldMs = clocks.timer.now()
    child.kill('SIGTERM')
  })
  child.stdin.on('error', () => {}) // it ended before it had read all: its exit code tells
  child.stdin.end(JSON.stringify({ config, folder, end } satisfies VictimOrder))
  try {
    const corpse = await withDeadline(ended, PATIENCE_MS, clocks.timer)
    signal.throwIfAborted()
    if (corpse === expired) throw new Error(`a process that was to end is there after ${PATIENCE_MS / 1000} s`)
    return { ...corpse, durationMs: clocks.timer.now() - toldMs }
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
  }
}

async function endOf(child: ChildProcess, onHanging: () => void): Promise<Omit<Corpse, 'durationMs'>> {
  const { stdout, stderr } = child
  const lines: string[] = []
  let words = ''
  if (stdout === null || stderr === null) throw new Error('a victim without pipes')
  createInterface(stdout).on('line', (line) => {
    lines.push(line)
    if (line === hanging) onHanging()
  })
  stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, pids: pidsOf(lines), lastWords: words.trim() }))
  })
}
