import type { StateReason } from '../agents/agent.js'
import type { BaselineName } from '../desk/portfolio.js'
import type { Settlement } from '../desk/settlement.js'
import type { CycleReport } from '../orchestrator/record.js'
import type { ReplayFolder } from '../store/replay-folder.js'

/** What is done about a halt that only a person may lift, and how people write that. */
export type OnHalt = { readonly name: string } & (
  | /** The replay ends. */ { readonly kind: 'stop' }
  | /** Nothing: it holds to the end. */ { readonly kind: 'hold' }
  | /** It is lifted before the first cycle of the next day, UTC. */ { readonly kind: 'resume-next-day' }
  | /** It is lifted when so much market time has passed. */ { readonly kind: 'resume-after'; readonly afterMs: number }
)

/** What an operator needs. */
export interface OperatorOptions {
  readonly onHalt: OnHalt
  readonly folder: Pick<ReplayFolder, 'journal' | 'resume'>
  /** From one cycle to the next, ms of market time. */
  readonly stepMs: number
  /** Told of every resume, with the codes of what it lifts. */
  readonly onResumed: (lifted: readonly string[]) => void
}

const DAY_MS = 86_400_000

/** Stands in for the person who looks after halts, between cycles. */
export class Operator {
  readonly #options: OperatorOptions
  #stuckSinceMs: number | undefined

  constructor(options: OperatorOptions) {
    this.#options = options
  }

  /** After a cycle; false when the replay ends here. */
  goesOn({ cycle, state, settlement }: CycleReport<Settlement>): boolean {
    const { onHalt, folder, onResumed } = this.#options
    const isHalted = folder.journal.latched().length > 0
    if (!isHalted && !isStuck(state.reasons, settlement)) {
      this.#stuckSinceMs = undefined
      return true
    }
    if (onHalt.kind === 'stop') return !isHalted
    const asOfMs = Date.parse(cycle.asOf)
    this.#stuckSinceMs ??= asOfMs
    if (!isTime(onHalt, this.#stuckSinceMs, asOfMs + this.#options.stepMs)) return true
    const { lifted } = folder.resume({ at: cycle.asOf, reason: onHalt.name })
    this.#stuckSinceMs = undefined
    onResumed(lifted)
    return true
  }
}

/** Baselines that time alone does not move. */
const lasting: ReadonlySet<BaselineName | undefined> = new Set(['session', 'highWaterMark'])

/** Narrowed by a limit of such a baseline, not merely warned of it, with nothing held that could win it back: it would never pass by itself. */
function isStuck(reasons: readonly StateReason[], { account }: Settlement): boolean {
  if (account.positions.length > 0) return false
  return reasons.some(
    ({ cause, baseline, code }) => cause === 'limit' && lasting.has(baseline) && !code.endsWith('-warning'),
  )
}

function isTime(onHalt: OnHalt, sinceMs: number, nextMs: number): boolean {
  switch (onHalt.kind) {
    case 'resume-next-day':
      return Math.floor(nextMs / DAY_MS) > Math.floor(sinceMs / DAY_MS)
    case 'resume-after':
      return nextMs - sinceMs >= onHalt.afterMs
    case 'stop':
    case 'hold':
      return false
  }
}
