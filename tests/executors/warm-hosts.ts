import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach } from 'vitest'
import type { Briefing, Proposal } from '../../src/agents/agent.js'
import { createMask } from '../../src/config/mask.js'
import type { AgentHost } from '../../src/executors/agent-host.js'
import type { WarmOptions } from '../../src/executors/conversation.js'
import { Guardian } from '../../src/executors/guardian.js'
import type { OutputLine } from '../../src/executors/output-line.js'
import type { ProcessLimits, Program } from '../../src/executors/program.js'
import { StartError } from '../../src/executors/start-error.js'
import { createWarmHost } from '../../src/executors/warm-process.js'
import { toAttemptError } from '../../src/orchestrator/attempt-error.js'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import type { Failure } from '../../src/orchestrator/record.js'
import { systemTimer } from '../../src/system-clocks.js'
import { briefing } from '../support/bare-briefing.js'
import { freshDir } from '../support/candles.js'
import { planned } from '../support/scripted-executor.js'

/** What no host shows. */
export const secret = 'hunter2hunter2'

const guardian = new Guardian(process.env)
const hosts = new Set<WarmHost>()
afterEach(async () => {
  await Promise.all([...hosts].map((host) => host.close()))
  hosts.clear()
})
afterAll(() => guardian.close())

/** A host in the hands of a test, and all that its processes printed. */
export class WarmHost {
  readonly lines: OutputLine[] = []
  readonly #host: AgentHost
  #heard: () => void = () => {}

  constructor(
    program: WarmOptions['program'],
    agent: Partial<WarmOptions['agent']> = {},
    more: Partial<WarmOptions> = {},
  ) {
    this.#host = createWarmHost({
      agent: { name: 'mine', settings: {}, critical: false, runWhen: 'reducing', ...agent },
      program,
      env: process.env,
      timer: systemTimer,
      guardian,
      mask: createMask([secret]),
      home: { folder: 'nowhere', keep: false },
      onOutput: (line) => {
        this.lines.push(line)
        this.#heard()
      },
      ...more,
    })
    hosts.add(this)
  }

  start(): Promise<void> {
    return this.#host.start()
  }

  close(): Promise<void> {
    return this.#host.close()
  }

  /** What it refuses to start with; undefined when it started. */
  async refusal(): Promise<StartError['problems'] | undefined> {
    const error = await this.start().catch((error: unknown) => error)
    if (error !== undefined && !(error instanceof StartError)) throw error
    return error?.problems
  }

  /** Its proposal, or how the attempt failed. */
  async run(parts: Partial<Briefing> = {}, cancellation = new Cancellation()): Promise<Proposal | Failure> {
    const assignment = { agent: planned('mine'), briefing: { ...briefing(1), ...parts }, graceMs: 100 }
    return Promise.resolve(this.#host.run(assignment, cancellation)).then(
      ({ proposal }) => proposal,
      (error: unknown) => toAttemptError(error).failure,
    )
  }

  /** Resolves once a line with `text` was printed `times` times. */
  printed(text: string, times = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = () => {
        if (this.lines.filter((line) => line.text.includes(text)).length >= times) resolve()
      }
      this.#heard()
    })
  }
}

/** What a process may take, but for `parts`. */
export function limitsOf(parts: Partial<ProcessLimits> = {}): ProcessLimits {
  return { env: {}, maxMemoryMb: 1_024, startTimeoutMs: 60_000, maxRuns: 1_000, ...parts }
}

/** A module with this text, in a folder of its own. */
export async function moduleOf(text: string, name = 'mine.js', limits = limitsOf()) {
  const file = join(await freshDir(), name)
  await writeFile(file, text)
  return { kind: 'module', file, limits } as const satisfies Program
}

/** A program of Node with this text that is kept alive. */
export async function keptAlive(text: string, limits = limitsOf()) {
  const cwd = await freshDir()
  await writeFile(join(cwd, 'mine.mjs'), `#!${process.execPath}\n${text}`)
  await chmod(join(cwd, 'mine.mjs'), 0o755)
  return { kind: 'command', argv: ['./mine.mjs'], cwd, keepAlive: true, limits } as const satisfies Program
}

/** A module whose agent has this body of `run`. */
export function agentText(body: string, settings = 'z.looseObject({})'): string {
  return `import { defineAgent, z } from 'riskfirst'
let runs = 0
export default defineAgent({
  name: 'mine',
  settings: ${settings},
  async run(briefing, signal) {
    runs++
    ${body}
  },
})`
}
