import { AttemptError } from '../orchestrator/attempt-error.js'
import type { Cancellation } from '../orchestrator/cancellation.js'
import type { Timer } from '../orchestrator/clock.js'
import type { Answer, Assignment } from '../orchestrator/ports.js'
import type { AgentHost } from './agent-host.js'
import { type AgentProcess, type SpawnOptions, spawnAgentProcess } from './agent-process.js'
import { answerOf } from './answer.js'
import { encodeBriefing } from './briefing-codec.js'
import { agentEnvironment } from './environment.js'
import type { Guardian } from './guardian.js'
import { HeldStdout } from './held-stdout.js'
import { parseJson } from './json-text.js'
import type { OnOutput } from './output-line.js'
import { cancelFailure, endFailure } from './process-failure.js'
import type { Program } from './program.js'
import { findProgram } from './program-file.js'
import { createProposalFile, maxProposalBytes, type ProposalFile, removeAbandoned } from './proposal-file.js'
import { SpawnError } from './spawn-error.js'
import { StartError } from './start-error.js'
import type { TraceIds } from './trace-context.js'

/** What a host of a command is made with. */
export interface CommandHostOptions {
  readonly agent: { readonly name: string }
  readonly program: Extract<Program, { kind: 'command' }>
  /** Of this process. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timer: Timer
  readonly onOutput: OnOutput
  /** Hides what must not be shown in what it prints. */
  readonly mask: (text: string) => string
  readonly guardian: Guardian
  /** What an attempt is told as TRACEPARENT; default: nothing. */
  readonly traces?: Pick<TraceIds, 'traceparent'>
}

/**
 * Runs a program anew for every attempt: the briefing as one JSON value on its stdin; its proposal in the file that
 * `$RISKFIRST_PROPOSAL` names, or as the whole of its stdout. Everything else that it prints is its log.
 */
export function createCommandHost(options: CommandHostOptions): AgentHost {
  return new CommandHost(options)
}

class CommandHost implements AgentHost {
  readonly #options: CommandHostOptions
  readonly #env: Readonly<Record<string, string>>
  readonly #live = new Set<AgentProcess>()
  readonly #runs = new Set<Promise<Answer>>()
  #closed = false

  constructor(options: CommandHostOptions) {
    this.#options = options
    this.#env = agentEnvironment(options.agent.name, options.env, options.program.limits.env)
  }

  async start(): Promise<void> {
    const { agent, program } = this.#options
    await removeAbandoned()
    const { PATH: path = '' } = this.#env
    const problem = await findProgram(program.argv[0], { cwd: program.cwd, path })
    if (problem !== undefined) throw new StartError(agent.name, [{ path: ['run', 0], ...problem }])
  }

  async run(assignment: Assignment, cancellation: Cancellation): Promise<Answer> {
    const run = this.#run(assignment, cancellation.signal)
    this.#runs.add(run)
    try {
      return await run
    } finally {
      this.#runs.delete(run)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const child of this.#live) void child.end(0)
    await Promise.allSettled(this.#runs)
  }

  async #run(assignment: Assignment, signal: AbortSignal): Promise<Answer> {
    const file = await createProposalFile()
    try {
      return await this.#attempt(assignment, signal, file)
    } finally {
      await file.remove()
    }
  }

  async #attempt({ briefing, graceMs }: Assignment, signal: AbortSignal, file: ProposalFile): Promise<Answer> {
    const { agent, program, mask, traces } = this.#options
    if (signal.aborted || this.#closed) throw new AttemptError(cancelFailure(signal.reason))
    const stdout = new HeldStdout(maxProposalBytes, (line) => child.log(line))
    const child = await this.#spawn({
      env: {
        ...this.#env,
        RISKFIRST_PROPOSAL: file.path,
        ...(traces && { TRACEPARENT: traces.traceparent(agent.name, briefing) }),
      },
      onStdout: (chunk) => stdout.write(chunk),
    })
    child.beginAttempt({ cycleId: briefing.cycle.id, attempt: briefing.attempt })
    child.stdin.end(`${encodeBriefing(briefing, 'numbers')}\n`)
    const end = await this.#ended(child, signal, graceMs)
    const wasTold = signal.aborted || this.#closed
    const failure = wasTold ? cancelFailure(signal.reason) : endFailure(end, program.limits.maxMemoryMb)
    try {
      if (failure !== undefined) throw new AttemptError(failure)
      return answerOf(agent.name, (await proposalIn(file, mask)) ?? proposalOn(stdout, mask))
    } finally {
      stdout.endAsLog()
    }
  }

  async #spawn(own: Pick<SpawnOptions, 'env' | 'onStdout'>): Promise<AgentProcess> {
    const { agent, program, onOutput, mask, timer, guardian } = this.#options
    const { argv, cwd, limits } = program
    const { maxMemoryMb } = limits
    try {
      const { name } = agent
      return await spawnAgentProcess({
        name,
        argv,
        cwd,
        maxMemoryMb,
        channel: false,
        onOutput,
        mask,
        timer,
        guardian,
        ...own,
      })
    } catch (cause) {
      if (!(cause instanceof SpawnError)) throw cause
      throw new AttemptError({ code: 'not-started', message: cause.message }, { cause })
    }
  }

  /** How it ended; told to when the signal aborts or the host is closed. */
  async #ended(child: AgentProcess, signal: AbortSignal, graceMs: number) {
    const onAbort = () => void child.end(graceMs)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    this.#live.add(child)
    if (this.#closed) void child.end(0)
    try {
      return await child.ended
    } finally {
      this.#live.delete(child)
      signal.removeEventListener('abort', onAbort)
    }
  }
}

type Mask = (text: string) => string

/** Why a text is no JSON; that quotes a piece of it, which must not be a piece of a secret. */
function faultOf(text: string, mask: Mask): string {
  const parsed = parseJson(mask(text))
  return parsed.ok ? 'it is cut short' : parsed.message
}

/** What the file holds; undefined if nothing. */
async function proposalIn(file: ProposalFile, mask: Mask): Promise<unknown> {
  const text = await file.read()
  if (text === undefined) return undefined
  const parsed = parseJson(text)
  if (parsed.ok) return parsed.value
  const message = `its proposal in $RISKFIRST_PROPOSAL is not JSON: ${faultOf(text, mask)}`
  throw new AttemptError({ code: 'invalid-proposal', message })
}

/** What stdout is, if the whole of it is one JSON value; then it is no log. */
function proposalOn(stdout: HeldStdout, mask: Mask): unknown {
  const { tooManyBytes } = stdout
  if (tooManyBytes !== undefined) {
    const message = `its proposal on stdout has ${tooManyBytes} bytes; at most ${maxProposalBytes} are read`
    throw new AttemptError({ code: 'invalid-proposal', message })
  }
  const text = stdout.text()
  if (text === '') return undefined
  const parsed = parseJson(text)
  if (!parsed.ok) {
    const message = `answered nothing in $RISKFIRST_PROPOSAL, and its stdout is not JSON: ${faultOf(text, mask)}`
    throw new AttemptError({ code: 'no-proposal', message })
  }
  stdout.drop()
  return parsed.value
}
