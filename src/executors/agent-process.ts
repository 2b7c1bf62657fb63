import { type ChildProcess, spawn } from 'node:child_process'
import { Duplex, type Writable } from 'node:stream'
import type { Timer } from '../orchestrator/clock.js'
import { expired, withDeadline } from '../orchestrator/deadline.js'
import type { OnOutput } from './agent-host.js'
import type { Guardian } from './guardian.js'
import { type AttemptName, ProcessOutput } from './process-output.js'
import { killMarked, markVariable, residentMb, signalGroup } from './process-tree.js'
import { SpawnError } from './spawn-error.js'

/** How a process and everything that it started came to their end. */
export interface ProcessEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** What of its limits it broke, if that is why it was ended. */
  readonly broke?: 'memory' | 'output'
  /** The last line it wrote to stderr that says something; empty if there was none. */
  readonly lastWords: string
}

/**
 * A process of an agent, leader of a process group of its own. When the leader ends, by itself or not, everything that
 * it started is killed, and its pipes are destroyed.
 */
export interface AgentProcess {
  readonly pid: number
  /** Nobody may be reading: what cannot be written is dropped without an error. */
  readonly stdin: Writable
  /** Both ways, on file descriptor 3; undefined if none was asked for. */
  readonly channel: Duplex | undefined
  /** Resolves when nothing of it is left. Never rejects. */
  readonly ended: Promise<ProcessEnd>
  /** From now on its memory is watched, and its output is this attempt's, counted anew. */
  beginAttempt(attempt: AttemptName): void
  endAttempt(): void
  /** Adds a line of its stdout to the log, for a caller that reads stdout itself. */
  log(line: string): void
  /** SIGTERM to the group now, SIGKILL after the grace, ms; the shortest grace it is given counts. */
  end(graceMs: number): Promise<ProcessEnd>
}

/** What a process is started with. */
export interface SpawnOptions {
  /** The agent's. */
  readonly name: string
  readonly argv: readonly [string, ...string[]]
  readonly cwd: string
  /** All of it, but for the mark that finds its descendants again. */
  readonly env: Readonly<Record<string, string>>
  readonly maxMemoryMb: number
  /** Whether it gets a channel on file descriptor 3. */
  readonly channel: boolean
  /** Takes stdout; without it, stdout is log as stderr is. */
  readonly onStdout?: (chunk: Buffer) => void
  readonly onOutput: OnOutput
  readonly timer: Timer
  readonly guardian: Guardian
}

const memoryWatchMs = 100

/** How long pipes may take to hand over what a process wrote before it ended. */
const drainMs = 100

/** How often, and how far apart, to look for what a process left behind until there is nothing. */
const sweeps = { most: 40, everyMs: 5 }

/** Starts a process; throws SpawnError. */
export async function spawnAgentProcess(options: SpawnOptions): Promise<AgentProcess> {
  const { argv, cwd, env, channel, guardian } = options
  const [program, ...args] = argv
  const mark = guardian.guard()
  try {
    const child = spawn(program, args, {
      cwd,
      env: { ...env, [markVariable]: mark },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', ...(channel ? (['pipe'] as const) : [])],
    })
    if (child.pid === undefined) await new Promise((_resolve, reject) => child.once('error', reject))
    return new SpawnedProcess(child, mark, options)
  } catch (error) {
    throw new SpawnError(program, error)
  }
}

class SpawnedProcess implements AgentProcess {
  readonly pid: number
  readonly stdin: Writable
  readonly channel: Duplex | undefined
  readonly ended: Promise<ProcessEnd>
  readonly #options: SpawnOptions
  readonly #mark: string
  readonly #output: ProcessOutput
  #broke: ProcessEnd['broke']
  /** Rings when the grace is over. */
  #killAlarm: { readonly dueMs: number; readonly handle: unknown } | undefined
  #memoryAlarm: unknown
  #hasEnded = false

  constructor(child: ChildProcess, mark: string, options: SpawnOptions) {
    const { pid, stdin, stdout, stderr, stdio } = child
    if (pid === undefined || stdin === null || stdout === null || stderr === null)
      throw new Error('a process that runs has an id and three pipes')
    const [, , , channel] = stdio
    const { name: agent, onOutput, onStdout, guardian } = options
    guardian.add(pid)
    this.pid = pid
    this.stdin = stdin
    this.channel = channel instanceof Duplex ? channel : undefined
    this.#options = options
    this.#mark = mark
    this.#output = new ProcessOutput({ agent, onOutput, onFlood: () => this.#break('output') })
    for (const pipe of [stdin, stdout, stderr, this.channel]) pipe?.on('error', ignorePipeError)
    const toLog = (stream: 'out' | 'err') => (chunk: Buffer) => this.#output.write(stream, chunk)
    for (const [pipe, take] of [
      [stdout, onStdout ?? toLog('out')],
      [stderr, toLog('err')],
    ] as const)
      pipe.on('data', (chunk: Buffer) => {
        this.#output.count(chunk)
        take(chunk)
      })
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
    this.ended = new Promise((resolve) =>
      child.once('exit', (exitCode, signal) => resolve(this.#cleanUp(child, closed, { exitCode, signal }))),
    )
  }

  beginAttempt(attempt: AttemptName): void {
    this.#output.beginAttempt(attempt)
    this.#watchMemory()
  }

  endAttempt(): void {
    this.#output.endAttempt()
    this.#options.timer.clearTimeout(this.#memoryAlarm)
  }

  log(line: string): void {
    this.#output.log('out', line)
  }

  end(graceMs: number): Promise<ProcessEnd> {
    if (this.#hasEnded) return this.ended
    const { timer } = this.#options
    if (this.#killAlarm === undefined) signalGroup(this.pid, 'SIGTERM')
    const dueMs = timer.now() + graceMs
    if (this.#killAlarm === undefined || dueMs < this.#killAlarm.dueMs) {
      timer.clearTimeout(this.#killAlarm?.handle)
      this.#killAlarm = { dueMs, handle: timer.setTimeout(() => this.#kill(), graceMs) }
    }
    return this.ended
  }

  #kill(): void {
    signalGroup(this.pid, 'SIGKILL')
  }

  #break(limit: 'memory' | 'output'): void {
    if (this.#hasEnded) return
    this.#broke ??= limit
    this.#kill()
  }

  #watchMemory(): void {
    const { timer, maxMemoryMb } = this.#options
    timer.clearTimeout(this.#memoryAlarm)
    if (this.#hasEnded) return
    this.#memoryAlarm = timer.setTimeout(() => {
      if (residentMb(this.pid) > maxMemoryMb) this.#break('memory')
      else this.#watchMemory()
    }, memoryWatchMs)
  }

  /** The leader has ended: ends everything that it started, and reads what they had written. */
  async #cleanUp(
    child: ChildProcess,
    closed: Promise<void>,
    end: Pick<ProcessEnd, 'exitCode' | 'signal'>,
  ): Promise<ProcessEnd> {
    const { timer, guardian } = this.#options
    this.#hasEnded = true
    timer.clearTimeout(this.#killAlarm?.handle)
    timer.clearTimeout(this.#memoryAlarm)
    this.#kill()
    for (let sweep = 1; killMarked(this.#mark) > 0 && sweep < sweeps.most; sweep++) await pause(timer, sweeps.everyMs)
    // A busy loop rings an overdue alarm before it reads what has long arrived; once more round, and it has read it.
    if ((await withDeadline(closed, drainMs, timer)) === expired) await withDeadline(closed, 1, timer)
    for (const pipe of child.stdio) pipe?.destroy()
    this.#output.end()
    guardian.delete(this.pid)
    const broke = this.#broke ?? (this.#output.ranOutOfHeap ? 'memory' : undefined)
    return { ...end, lastWords: this.#output.lastWords, ...(broke === undefined ? {} : { broke }) }
  }
}

/** EPIPE and the like: its process closed it, or is gone, which `ended` tells. */
function ignorePipeError(): void {}

function pause(timer: Timer, delayMs: number): Promise<void> {
  return new Promise((resolve) => void timer.setTimeout(resolve, delayMs))
}
