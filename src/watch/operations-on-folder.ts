import { basename } from 'node:path'
import { close } from '../operate/close.js'
import { halt } from '../operate/halt.js'
import type { OperatedFolder } from '../operate/outcome.js'
import { resume } from '../operate/resume.js'
import { type Clocks, isoTime } from '../orchestrator/clock.js'
import { AskedOfMain } from './asked-of-main.js'
import type { MessageFromThread, OperationOutcome } from './messages.js'
import { agentFault, cleanName, reasonFault, symbolFault } from './operation-faults.js'
import type { Operations } from './operations.js'
import type { WatchSetup } from './setup.js'

/** What operations are carried out with. */
export interface OperationsOptions {
  /** As it is in force. */
  readonly setup: () => WatchSetup
  readonly clocks: Clocks
  /** Asks the main thread for what is its to do. */
  readonly post: (message: MessageFromThread) => void
}

/**
 * Operations on a data folder, done from beside its loop as the commands do them; but for agents, which the main thread
 * enables. Whatever is given is checked here.
 */
export function createOperations({ setup, clocks, post }: OperationsOptions): {
  readonly all: Operations
  /** Takes the main thread's answer to an `ask`. */
  readonly answered: (id: number, outcome: OperationOutcome) => void
} {
  const asked = new AskedOfMain(clocks.timer, post)
  const asking = (who: string) => ({ who: cleanName(who), at: isoTime(clocks.calendar.now()) })
  const folder = (): OperatedFolder => {
    const { dataDir } = setup()
    return { dataDir, name: basename(dataDir) }
  }
  const all: Operations = {
    async halt(who, { reason, flatten }) {
      const given = reason.trim() || 'halted by hand'
      return done(reasonFault(given), () => halt(folder(), { ...asking(who), reason: given, flatten }))
    },
    async resume(who, { reason }) {
      const given = reason.trim()
      const fault = given === '' ? 'reason: expected why it is safe to go on' : reasonFault(given)
      return done(fault, () => resume(folder(), { ...asking(who), reason: given }))
    },
    async close(who, { symbol, reason }) {
      const given = reason.trim()
      const fault = symbolFault(symbol) ?? reasonFault(given)
      return done(fault, () => close(folder(), { ...asking(who), symbol, reason: given === '' ? null : given }))
    },
    async enable(who, { name, enabled }) {
      const fault = agentFault(name, setup().outline.agents)
      return fault === undefined ? asked.ask({ agent: name, enabled, who: cleanName(who) }) : refused(fault)
    },
  }
  return { all, answered: (id, { ok, words }) => asked.answered(id, { ok, words }) }
}

/** What was done, in words; what went wrong is words, too. */
function done(fault: string | undefined, work: () => { readonly words: readonly string[] }): OperationOutcome {
  if (fault !== undefined) return refused(fault)
  try {
    return { ok: true, words: work().words }
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error))
  }
}

const refused = (why: string): OperationOutcome => ({ ok: false, words: [why] })
