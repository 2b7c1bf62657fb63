import { type Clocks, isoTime, wait } from './orchestrator/clock.js'
import type { AskApproval } from './orchestrator/ports.js'
import type { Approvals } from './store/approvals.js'

/** What a person's word on a cycle is waited for with. */
export interface SignOffOptions {
  readonly approvals: Approvals
  readonly clocks: Clocks
  /** Tells people that they are waited for. */
  readonly say: (text: string) => void
}

const POLL_MS = 1000

/** Waits at manual gates for what `riskfirst approve` leaves in the data folder; looks every second. */
export function signOff({ approvals, clocks, say }: SignOffOptions): AskApproval {
  const now = () => isoTime(clocks.calendar.now())
  return async ({ cycle, phase, untilMs }, signal) => {
    const until = new Date(untilMs).toISOString()
    const id = approvals.ask(cycle, { phase, askedAt: now(), until })
    say(`${cycle.id} waits for riskfirst approve ${cycle.id} (${phase}), until ${until}`)
    let heard = false
    try {
      for (;;) {
        const decision = approvals.decision(id)
        if (decision !== undefined) {
          heard = true
          if (decision.kind === 'approve') return true
          return `rejected by ${decision.who}${decision.reason === null ? '' : `: ${decision.reason}`}`
        }
        await wait(clocks.timer, POLL_MS, signal)
      }
    } finally {
      approvals.end(id, { at: now(), heard })
    }
  }
}
