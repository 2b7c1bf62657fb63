import { type ChildProcess, spawn } from 'node:child_process'
import { Duplex, type Writable } from 'node:stream'
import type { Timer } from '../orchestrator/clock.js'
import { expired, withDeadline } from '../orchestrator/deadline.js'
import type { Family } from './family.js'
import type { Guardian } from './guardian.js'
import type { OnOutput } from './output-line.js'
import { type AttemptName, ProcessOutput } from './process-output.js'
import { killMarked, markVariable, signalGroup } from './process-tree.js'
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
  /** From now on its output is this attempt's, counted anew. */
  beginAttempt(attempt: AttemptName): void
  /** It has nothing to do until the next attempt, and is looked at less often. */
  rest(): void
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
  /** Of it and all that it started. */
  readonly maxMemoryMb: number
  /** Whether it gets a channel on file descriptor 3. */
  readonly channel: boolean
  /** Takes stdout; without it, stdout is log as stderr is. */
  readonly onStdout?: (chunk: Buffer) => void
  readonly onOutput: OnOutput
  /** Hides what must not be shown in what it prints. */
  readonly mask: (text: string) => string
  readonly timer: Timer
  readonly guardian: Guardian
}

/** How often to look what it started and how much memory that takes; the many that rest must cost next to nothing. */
const looksEveryMs = { busy: 100, resting: 2_000 }

/** How long pipes may take to hand over what a process wrote before it ended. */
const drainMs = 100

/** How often, and how far apart, to look for what a process left behind until there is nothing. */
const sweeps = { most: 40, everyMs: 5 }

/** What a shell makes of SIGABRT. */
const abortedExitCode = 134

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
  readonly #family: Family
  readonly #output: ProcessOutput
  #broke: ProcessEnd['broke']
  /** Rings when the grace is over. */
  #killAlarm: { readonly dueMs: number; readonly handle: unknown } | undefined
  /** Rings when it is looked at next. */
  #lookAlarm: unknown
  #hasEnded = false

  constructor(child: ChildProcess, mark: string, options: SpawnOptions) {
    const { pid, stdin, stdout, stderr, stdio } = child
    if (pid === undefined || stdin === null || stdout === null || stderr === null)
      throw new Error('a process that runs has an id and three pipes')
    const [, , , channel] = stdio
    const { name: agent, onOutput, onStdout, guardian } = options
    this.pid = pid
    this.stdin = stdin
    this.channel = channel instanceof Duplex ? channel : undefined
    this.#options = options
    this.#family = guardian.add(pid, mark)
    this.#output = new ProcessOutput({ agent, onOutput, mask: options.mask, onFlood: () => this.#break('output') })
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
    this.#lookEvery(looksEveryMs.busy)
  }

  beginAttempt(attempt: AttemptName): void {
    this.#output.beginAttempt(attempt)
    this.#lookEvery(looksEveryMs.busy)
  }

  rest(): void {
    this.#lookEvery(looksEveryMs.resting)
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

  #lookEvery(periodMs: number): void {
    const { timer, maxMemoryMb, guardian } = this.#options
    timer.clearTimeout(this.#lookAlarm)
    if (this.#hasEnded) return
    this.#lookAlarm = timer.setTimeout(() => {
      guardian.census.look(timer.now(), periodMs / 2) // one look may do for many
      if (this.#family.residentMb() > maxMemoryMb) this.#break('memory')
      else this.#lookEvery(periodMs)
    }, periodMs)
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
    timer.clearTimeout(this.#lookAlarm)
    this.#kill()
    for (let sweep = 1; this.#sweep() > 0 && sweep < sweeps.most; sweep++) await pause(timer, sweeps.everyMs)
    // A busy loop rings an overdue alarm before it reads what has long arrived; once more round, and it has read it.
    if ((await withDeadline(closed, drainMs, timer)) === expired) await withDeadline(closed, 1, timer)
    for (const pipe of child.stdio) pipe?.destroy()
    this.#output.end()
    guardian.census.delete(this.#family)
    const broke = this.#broke ?? (this.#output.ranOutOfHeap && wasAborted(end) ? 'memory' : undefined)
    return { ...end, lastWords: this.#output.lastWords, ...(broke === undefined ? {} : { broke }) }
  }

  /** Kills what is left of its family; returns how many there were. */
  #sweep(): number {
    const { timer, guardian } = this.#options
    guardian.census.look(timer.now(), 0)
    return killMarked(this.#family.mark) + this.#family.kill()
  }
}

/** As V8 ends when its heap is full, also below a shell; its words alone, others may print. */
function wasAborted({ exitCode, signal }: Pick<ProcessEnd, 'exitCode' | 'signal'>): boolean {
  return signal === 'SIGABRT' || exitCode === abortedExitCode
}

/** EPIPE and the like: its process closed it, or is gone, which `ended` tells. */
function ignorePipeError(): void {}

function pause(timer: Timer, delayMs: number): Promise<void> {
  return new Promise((resolve) => void timer.setTimeout(resolve, delayMs))
}
