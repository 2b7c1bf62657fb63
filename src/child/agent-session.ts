import type { Agent, Briefing } from '../agents/agent.js'
import { answerOf } from '../executors/answer.js'
import { decodeBriefing } from '../executors/briefing-codec.js'
import {
  type AbortReason,
  type FrameFromAgent,
  type FrameToChild,
  frameLine,
  type Hello,
  protocolVersion,
} from '../executors/protocol.js'
import type { SettingsProblem } from '../executors/start-error.js'
import { frozen } from '../market/frozen.js'
import { toAttemptError } from '../orchestrator/attempt-error.js'
import { loadAgent } from './load-agent.js'

/** What a session needs of the process it has to itself. */
export interface SessionOptions {
  readonly send: (line: string) => void
  readonly log: (text: string) => void
  /** Is told before each run which trace it is part of, if it is. */
  readonly traced: (traceparent: string | undefined) => void
  /** Ends the process. */
  readonly leave: () => void
}

/** The longest text of an error that is told; a frame has an end. */
const maxErrorCharacters = 64 * 1024

/** One agent in a process of its own: is loaded, then answers one run at a time, until it is told to leave. */
export class AgentSession {
  readonly #options: SessionOptions
  #loaded: { readonly name: string; readonly agent: Pick<Agent, 'run'>; readonly settings: unknown } | undefined
  #running: { readonly id: number; readonly controller: AbortController } | undefined
  #isLeaving = false

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** Takes one line of the channel. */
  hear(line: string): void {
    const frame = JSON.parse(line) as FrameToChild // our own parent says nothing else
    switch (frame.type) {
      case 'hello':
        void this.#load(frame)
        break
      case 'run':
        this.#options.traced(frame.traceparent)
        void this.#run(frame.id, decodeBriefing(frame.briefing))
        break
      case 'abort':
        if (this.#running?.id === frame.id) this.#abort(frame.reason)
        break
    }
  }

  /** Leaves: at once when idle, or when the run that goes on has ended; that is told to end. */
  terminate(): void {
    this.#isLeaving = true
    if (this.#running === undefined) this.#options.leave()
    else this.#abort('stopped')
  }

  async #load({ agent: name, program, home, settings }: Hello): Promise<void> {
    if (program === undefined || home === undefined) throw new Error('hello: expected a program and a home')
    const loaded = await loadAgent({ program, home, settings, log: this.#options.log })
    if (!loaded.ok) return this.#say({ type: 'refused', problems: loaded.problems.map(copied) })
    this.#loaded = { name, agent: loaded.agent, settings: loaded.settings }
    this.#say({ type: 'ready', protocol: protocolVersion, ...loaded.ownPhase })
  }

  async #run(id: number, briefing: Briefing): Promise<void> {
    const controller = new AbortController()
    this.#running = { id, controller }
    this.#say(await this.#answer(id, briefing, controller.signal))
    this.#running = undefined
    if (this.#isLeaving) this.#options.leave()
  }

  async #answer(id: number, told: Briefing, signal: AbortSignal): Promise<FrameFromAgent> {
    try {
      if (this.#loaded === undefined) throw new Error('a run before an agent was ready')
      const { name, agent, settings } = this.#loaded
      // Checked here, where it is whole: JSON would lose what a proposal must not hold, such as NaN.
      const { proposal } = answerOf(name, await agent.run({ ...frozen(told), settings }, signal))
      return { type: 'proposal', id, proposal }
    } catch (thrown) {
      return errorFrame(id, thrown)
    }
  }

  #abort(reason: AbortReason): void {
    const [message, name] =
      reason === 'timeout'
        ? ['the deadline of this run has passed', 'TimeoutError']
        : ['stopped with the orchestrator', 'AbortError']
    this.#running?.controller.abort(new DOMException(message, name)) // the first reason stays
  }

  #say(frame: FrameFromAgent): void {
    this.#options.send(frameLine(frame))
  }
}

function copied({ path, expected, got }: SettingsProblem) {
  return { path: [...path], expected, got }
}

/** What was thrown, in the same words as in the process that would have caught it. */
function errorFrame(id: number, thrown: unknown): FrameFromAgent {
  const { code, message, stack } = toAttemptError(thrown).failure
  const short = (text: string) => text.slice(0, maxErrorCharacters)
  return {
    type: 'error',
    id,
    ...(code === 'no-proposal' || code === 'invalid-proposal' ? { code } : {}),
    error: { message: short(message), ...(stack === undefined ? {} : { stack: short(stack) }) },
  }
}
