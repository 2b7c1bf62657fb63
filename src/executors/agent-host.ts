import type { Executor } from '../orchestrator/ports.js'

/** Runs the attempts of one agent, and holds what they need between them, such as a warm process. */
export interface AgentHost extends Executor {
  /** Gets ready and has the agent check its settings; throws StartError. */
  start(): Promise<void>
  /** Ends every process of it and everything that those started; resolves when none is left. */
  close(): Promise<void>
}

/** One thing wrong with what an agent was configured with. */
export interface SettingsProblem {
  /** Inside its entry, such as `['settings', 'threshold']`. */
  readonly path: readonly (string | number)[]
  readonly expected: string
  readonly got: string
}

/** An agent that cannot be started as it is configured. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly agent: string
  readonly problems: readonly SettingsProblem[]

  constructor(agent: string, problems: readonly SettingsProblem[], options?: ErrorOptions) {
    super(
      problems
        .map(({ path, expected, got }) => `agents.${[agent, ...path].join('.')}: expected ${expected}, got ${got}`)
        .join('\n'),
      options,
    )
    this.agent = agent
    this.problems = problems
  }
}

/** One line that an agent's process printed. */
export interface OutputLine {
  readonly agent: string
  readonly stream: 'out' | 'err'
  /** The attempt that was running; absent between runs. */
  readonly cycleId?: string
  readonly attempt?: number
  readonly text: string
}

/** Takes what processes print; never throws. */
export type OnOutput = (line: OutputLine) => void
