import type { Agent, AgentHome, Briefing } from '../agents/agent.js'
import type { AgentHost } from './agent-host.js'
import { createInProcessExecutor } from './in-process.js'
import { openAgent } from './open-agent.js'
import { StartError } from './start-error.js'

/** How an agent of this process is hosted. */
export interface InProcessHostOptions {
  /** In the plan. */
  readonly name: string
  readonly home: AgentHome
  /** Makes of a briefing what it is told. */
  readonly tell: (briefing: Briefing) => Briefing
}

/** Runs one agent in this process, opened once; without an agent every run fails by its name. */
export function createInProcessHost(agent: Agent | undefined, { name, home, tell }: InProcessHostOptions): AgentHost {
  const ready = new Map<string, Pick<Agent, 'run'>>()
  return {
    ...createInProcessExecutor(ready, tell),
    async start() {
      if (agent === undefined) return
      const opened = openAgent(agent, home)
      if (!('run' in opened)) throw new StartError(name, [{ path: [], ...opened }])
      ready.set(name, opened)
    },
    close: () => Promise.resolve(),
  }
}
