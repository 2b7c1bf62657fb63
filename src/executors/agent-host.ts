import type { Executor } from '../orchestrator/ports.js'

/** Runs the attempts of one agent, and holds what they need between them, such as a warm process. */
export interface AgentHost extends Executor {
  /** Gets ready and has the agent check its settings; throws StartError. */
  start(): Promise<void>
  /** Ends every process of it and everything that those started; resolves when none is left. */
  close(): Promise<void>
}
