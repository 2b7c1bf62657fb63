import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import pLimit from 'p-limit'
import type { Agent, AgentHome, Briefing, RunWhen } from '../agents/agent.js'
import type { Cancellation } from '../orchestrator/cancellation.js'
import type { Timer } from '../orchestrator/clock.js'
import type { Answer, Assignment, Executor } from '../orchestrator/ports.js'
import type { AgentHost } from './agent-host.js'
import type { Guardian } from './guardian.js'
import { createInProcessHost } from './in-process-host.js'
import type { OnOutput } from './output-line.js'
import { ownCopy } from './own-copy.js'
import type { Program } from './program.js'
import { StartError } from './start-error.js'
import type { TraceIds } from './trace-context.js'

/** An agent as it is to be run. */
export interface HostedAgent {
  readonly name: string
  readonly program: Program
  readonly settings: unknown
  /** It must give a verdict. */
  readonly critical: boolean
  readonly runWhen: RunWhen
}

/** What hosts are made with. */
export interface AgentHostsOptions {
  /** The agents that a program may `use`. */
  readonly roster: ReadonlyMap<string, Agent>
  /** Which of them write into nothing that they are told, and get the very same as all; default: none. */
  readonly trusts?: (agent: Agent) => boolean
  readonly timer: Timer
  /** Of this process; what of it a process of an agent gets is in environment.ts. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onOutput: OnOutput
  /** Hides the values of secrets in what processes print, and where a failure or a refusal quotes it. */
  readonly mask: (text: string) => string
  /**
   * The data folder, in which each agent can have a folder of its own; `keep` false: nothing is written there, and what
   * is run is part of no trace.
   */
  readonly dataDir: string
  readonly keep: boolean
}

/** Agents that could not be started, each with what is wrong. */
export class NotStartedError extends Error {
  override readonly name = 'NotStartedError'
  readonly errors: readonly StartError[]

  constructor(errors: readonly StartError[]) {
    super(errors.map(({ message }) => message).join('\n'))
    this.errors = errors
  }

  /** The same without what must not be shown: agents quote the settings that they refuse. */
  masked(mask: (text: string) => string): NotStartedError {
    return new NotStartedError(
      this.errors.map(
        ({ agent, problems }) =>
          new StartError(
            agent,
            problems.map(({ path, expected, got }) => ({
              path: path.map((step) => (typeof step === 'number' ? step : mask(step))),
              expected: mask(expected),
              got: mask(got),
            })),
          ),
      ),
    )
  }
}

/** Each starting process takes a core for a moment. */
const STARTS_AT_ONCE = 4

/** Runs every agent where its program says, and owns the processes of them all. */
export class AgentHosts implements Executor {
  readonly #options: AgentHostsOptions
  /** Also those that are prepared and not in force yet. */
  readonly #open = new Set<AgentHost>()
  readonly #starting = new Set<AgentHost>()
  readonly #closing = new Set<Promise<void>>()
  #hosts: ReadonlyMap<string, Hosted> = new Map()
  /** Made with the first agent that has a process. */
  #guardian: Guardian | undefined
  #stopped = false

  constructor(options: AgentHostsOptions) {
    this.#options = options
  }

  run(assignment: Assignment, cancellation: Cancellation): Promise<Answer> | Answer {
    const { name } = assignment.agent
    const hosted = this.#hosts.get(name)
    if (hosted === undefined) throw new Error(`no agent "${name}" is hosted`)
    return hosted.host.run(assignment, cancellation)
  }

  /**
   * Starts what is new or changed among `agents`, and resolves to what puts them all in force in place of those before;
   * until that is called, nothing changes. Throws NotStartedError with every agent that refuses, and leaves none behind.
   */
  async prepare(agents: readonly HostedAgent[]): Promise<() => void> {
    const limit = pLimit(STARTS_AT_ONCE)
    const outcomes = await Promise.allSettled(
      agents.map(async (agent) => this.#kept(agent) ?? limit(() => this.#started(agent))),
    )
    const hosted = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const faults: unknown[] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    if (faults.length > 0) {
      for (const one of hosted) if (this.#hosts.get(one.agent.name) !== one) this.#close(one.host)
      await Promise.all(this.#closing)
      // What is no refusal is a mistake of ours, and comes first.
      throw faults.find((fault) => !isRefusal(fault)) ?? new NotStartedError(faults.filter(isRefusal))
    }
    const next = new Map(hosted.map((one) => [one.agent.name, one]))
    return () => {
      const replaced = [...this.#hosts.values()].filter((one) => next.get(one.agent.name) !== one)
      this.#hosts = next
      for (const { host } of replaced) this.#close(host)
    }
  }

  /** Starts nothing any more: what is being started ends at once. */
  stop(): void {
    this.#stopped = true
    for (const host of this.#starting) this.#close(host)
  }

  /** Ends every process of every agent. */
  async close(): Promise<void> {
    this.stop()
    for (const host of this.#open) this.#close(host)
    this.#hosts = new Map()
    await Promise.all(this.#closing)
    await this.#guardian?.close()
  }

  #kept(agent: HostedAgent): Hosted | undefined {
    const hosted = this.#hosts.get(agent.name)
    return hosted !== undefined && isSame(hosted.agent, agent) ? hosted : undefined
  }

  /** A host that has started; when it could not, it is being closed when this rejects. */
  async #started(agent: HostedAgent): Promise<Hosted> {
    const host = await this.#create(agent)
    this.#open.add(host)
    if (this.#stopped) return { agent, host }
    this.#starting.add(host)
    try {
      await host.start()
    } catch (error) {
      this.#close(host)
      if (!this.#stopped) throw error // else it was ended by us
    } finally {
      this.#starting.delete(host)
    }
    return { agent, host }
  }

  async #create(agent: HostedAgent): Promise<AgentHost> {
    const { name, program } = agent
    const { roster, trusts = () => false, env, dataDir, keep } = this.#options
    const home = { folder: join(dataDir, 'agents', name), keep }
    if (program.kind === 'in-process') {
      const used = roster.get(program.use)
      const tell = used !== undefined && trusts(used) ? asItIs : ownCopy
      return createInProcessHost(used, { name, home, tell })
    }
    const [{ Guardian }, { createTraceIds }] = await Promise.all([
      import('./guardian.js'),
      import('./trace-context.js'),
    ])
    this.#guardian ??= new Guardian(env)
    const traced = keep ? { traces: createTraceIds(dataDir) } : {}
    return createHost({ ...this.#options, agent, program, home, guardian: this.#guardian, ...traced })
  }

  #close(host: AgentHost): void {
    this.#open.delete(host)
    const closing = host.close().finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }
}

interface Hosted {
  readonly agent: HostedAgent
  readonly host: AgentHost
}

const asItIs = (briefing: Briefing) => briefing

function isRefusal(fault: unknown): fault is StartError {
  return fault instanceof StartError
}

/** Whether a host may go on: what it was started with is what is asked for. */
function isSame(a: HostedAgent, b: HostedAgent): boolean {
  const startedWith = ({ program, settings, critical, runWhen }: HostedAgent) => ({
    program,
    settings,
    critical,
    runWhen,
  })
  return isDeepStrictEqual(startedWith(a), startedWith(b))
}

interface ProcessHostOptions extends AgentHostsOptions {
  readonly agent: HostedAgent
  readonly program: Exclude<Program, { readonly kind: 'in-process' }>
  readonly home: AgentHome
  readonly guardian: Guardian
  readonly traces?: TraceIds
}

/** What runs processes is loaded with the first agent that has one. */
async function createHost({ program, ...options }: ProcessHostOptions): Promise<AgentHost> {
  if (program.kind === 'command' && !program.keepAlive) {
    const { createCommandHost } = await import('./command.js')
    return createCommandHost({ ...options, program })
  }
  const { createWarmHost } = await import('./warm-process.js')
  return createWarmHost({ ...options, program })
}
