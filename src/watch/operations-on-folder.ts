import type { Clocks } from '../orchestrator/clock.js'
import type { MessageFromThread, OperationOutcome } from './messages.js'
import type { Operations } from './operations.js'

/** What operations are carried out with. */
export interface OperationsOptions {
  readonly dataDir: string
  readonly clocks: Clocks
  /** Asks the main thread for what is its to do. */
  readonly post: (message: MessageFromThread) => void
}

/** TODO(helper) */
export function createOperations(_options: OperationsOptions): {
  readonly all: Operations
  answered(id: number, outcome: OperationOutcome): void
} {
  const later = () => Promise.resolve({ ok: false, words: ['not yet'] })
  return { all: { halt: later, resume: later, close: later, enable: later }, answered() {} }
}
