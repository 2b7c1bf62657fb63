import type { Writable } from 'node:stream'
import type { AgentHome, RunWhen } from '../agents/agent.js'
import { AttemptError } from '../orchestrator/attempt-error.js'
import type { Timer } from '../orchestrator/clock.js'
import type { Answer, Assignment } from '../orchestrator/ports.js'
import { type AgentProcess, type ProcessEnd, spawnAgentProcess } from './agent-process.js'
import { answerOf } from './answer.js'
import { type Dialect, dialectOf, type WarmProgram } from './dialect.js'
import { agentEnvironment } from './environment.js'
import type { Guardian } from './guardian.js'
import { LineReader } from './line-reader.js'
import type { OnOutput } from './output-line.js'
import { cancelFailure, endFailure } from './process-failure.js'
import { type FrameFromAgent, frameLine, maxFrameBytes, parseFrame, protocolVersion, runLine } from './protocol.js'
import type { TraceIds } from './trace-context.js'

/** What a warm process is started for, and with. */
export interface WarmOptions {
  readonly agent: {
    readonly name: string
    readonly settings: unknown
    /** It must give a verdict. */
    readonly critical: boolean
    readonly runWhen: RunWhen
  }
  readonly program: WarmProgram
  /** For an agent that our own host runs. */
  readonly home: AgentHome
  /** Of this process. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timer: Timer
  readonly onOutput: OnOutput
  /** Hides what must not be shown in what it prints. */
  readonly mask: (text: string) => string
  readonly guardian: Guardian
  /** What a run is told as its `traceparent`; default: nothing. */
  readonly traces?: Pick<TraceIds, 'traceparent'>
}

/** What comes of listening to a process. */
export type Heard =
  | FrameFromAgent
  | { readonly type: 'nonsense'; readonly problem: string }
  | { readonly type: 'ended'; readonly end: ProcessEnd }
  | { readonly type: 'cancelled' }

/** One process that speaks the protocol. Whoever waits for it listens; what nobody waits for is dropped. */
export class Conversation {
  readonly #process: AgentProcess
  readonly #options: WarmOptions
  readonly #dialect: Dialect
  readonly #toAgent: Writable
  readonly #lines = new LineReader(maxFrameBytes, {
    onLine: (line) => this.#hear(line),
    onTooLong: () => {
      this.#listen?.({ type: 'nonsense', problem: `expected a line of at most ${maxFrameBytes} bytes` })
      void this.#process.end(0) // nothing that it says can be told apart any more
    },
  })
  /** Undefined while nobody waits. */
  #listen: ((heard: Heard) => void) | undefined
  #end: ProcessEnd | undefined
  #isDismissed = false
  #runs = 0

  /** Starts the process; throws SpawnError. */
  static async start(options: WarmOptions): Promise<Conversation> {
    const { agent, program, env, timer, onOutput, mask, guardian } = options
    const dialect = dialectOf(program)
    let hear = (_chunk: Buffer): void => {}
    const child = await spawnAgentProcess({
      name: agent.name,
      argv: dialect.argv,
      cwd: dialect.cwd,
      env: agentEnvironment(agent.name, env, program.limits.env),
      maxMemoryMb: program.limits.maxMemoryMb,
      channel: dialect.frames === 'channel',
      ...(dialect.frames === 'stdio' ? { onStdout: (chunk: Buffer) => hear(chunk) } : {}),
      onOutput,
      mask,
      timer,
      guardian,
    })
    const conversation = new Conversation(child, options, dialect)
    hear = (chunk) => conversation.#lines.write(chunk)
    child.channel?.on('data', hear)
    return conversation
  }

  private constructor(child: AgentProcess, options: WarmOptions, dialect: Dialect) {
    this.#process = child
    this.#options = options
    this.#dialect = dialect
    this.#toAgent = child.channel ?? child.stdin
    void this.#tellItsEnd()
  }

  get dialect(): Dialect {
    return this.#dialect
  }

  /** How many runs it was asked for. */
  get runs(): number {
    return this.#runs
  }

  /** False once it has ended. */
  get isOpen(): boolean {
    return this.#end === undefined
  }

  /** Says who it is to be; resolves to the first thing it says. */
  async greet(): Promise<Heard> {
    const { name, settings } = this.#options.agent
    const { loads } = this.#dialect
    const { home } = this.#options
    const heard = await this.#ask(
      frameLine({
        type: 'hello',
        protocol: protocolVersion,
        agent: name,
        settings,
        ...(loads === undefined ? {} : { program: loads, home }),
      }),
      () => true,
    )
    this.#rest()
    return heard
  }

  /** Runs one attempt. When it is cancelled, the process gets the grace to end, and is gone when this rejects. */
  async run({ briefing, graceMs }: Assignment, signal: AbortSignal): Promise<Answer> {
    const id = ++this.#runs
    const cancel = () => this.#listen?.({ type: 'cancelled' })
    signal.addEventListener('abort', cancel)
    this.#process.beginAttempt({ cycleId: briefing.cycle.id, attempt: briefing.attempt })
    try {
      const { agent, traces } = this.#options
      const traceparent = traces?.traceparent(agent.name, briefing)
      const line = runLine({ id, traceparent, briefing, form: this.#dialect.market })
      const asked = this.#ask(line, (heard) => isAbout(heard, id))
      if (signal.aborted) cancel() // before it could be heard
      const heard = await asked
      if (heard.type !== 'cancelled') return await this.#answer(heard)
      const failure = cancelFailure(signal.reason)
      this.#say(frameLine({ type: 'abort', id, reason: failure.code === 'timeout' ? 'timeout' : 'stopped' }))
      await this.#process.end(graceMs)
      throw new AttemptError(failure)
    } finally {
      signal.removeEventListener('abort', cancel)
      this.#rest()
    }
  }

  /** Says goodbye: the end of its input and SIGTERM, then SIGKILL after the grace. */
  end(graceMs: number): Promise<ProcessEnd> {
    this.#isDismissed = true
    this.#toAgent.end()
    return this.#process.end(graceMs)
  }

  #rest(): void {
    this.#listen = undefined
    this.#process.rest()
  }

  /** The first thing that it says after this and that `isAnswer` takes, or its end. */
  #ask(line: string, isAnswer: (heard: Heard) => boolean): Promise<Heard> {
    return new Promise((resolve) => {
      if (this.#end !== undefined) resolve({ type: 'ended', end: this.#end })
      this.#listen = (heard) => {
        if (isAnswer(heard)) resolve(heard)
      }
      this.#say(line)
    })
  }

  async #answer(heard: Exclude<Heard, { type: 'cancelled' }>): Promise<Answer> {
    const { agent, program } = this.#options
    switch (heard.type) {
      case 'proposal':
        return answerOf(agent.name, heard.proposal)
      case 'error': {
        const { name, message, stack } = heard.error
        throw new AttemptError({
          code: heard.code ?? 'threw',
          message: name === undefined ? message : `${name}: ${message}`,
          ...(stack === undefined ? {} : { stack }),
        })
      }
      case 'ended':
        throw new AttemptError(
          endFailure(heard.end, program.limits.maxMemoryMb) ?? { code: 'exited', message: 'ended before it answered' },
        )
      case 'ready':
      case 'refused':
      case 'nonsense':
        await this.#process.end(0)
        throw new AttemptError({
          code: 'protocol',
          message: heard.type === 'nonsense' ? heard.problem : `expected an answer, got "${heard.type}"`,
        })
    }
  }

  async #tellItsEnd(): Promise<void> {
    this.#end = await this.#process.ended
    if (this.#listen !== undefined) return this.#listen({ type: 'ended', end: this.#end })
    if (this.#isDismissed) return
    const { message } = endFailure(this.#end, this.#options.program.limits.maxMemoryMb) ?? { message: 'ended' }
    this.#process.log(`between two runs, it ${message}`)
  }

  #hear(line: string): void {
    if (line.trim() === '') return
    const parsed = parseFrame(line, this.#options.mask)
    if (parsed.ok) this.#listen?.(parsed.frame)
    // On stdout, what is not meant to be a frame is log.
    else if (this.#dialect.frames === 'stdio' && parsed.isForeign) this.#process.log(line)
    else this.#listen?.({ type: 'nonsense', problem: parsed.problem })
  }

  #say(line: string): void {
    this.#toAgent.write(line)
  }
}

/** Whether what was heard is about this run: answers to earlier ones are not. */
function isAbout(heard: Heard, id: number): boolean {
  return !('id' in heard) || heard.id === id
}
