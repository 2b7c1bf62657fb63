import type { DeskReport } from '../desk-report.js'
import { FirstThousand } from './first-thousand.js'
import type { HaltReason, ReducingSpan } from './gate-report.js'
import type { Moment } from './moment.js'
import { note } from './noted-reasons.js'

interface OpenSpan {
  readonly from: string
  readonly reasons: HaltReason[]
  cycles: number
}

/** Follows the times in which the gate let nothing through but reductions. */
export class Reductions {
  readonly #ended = new FirstThousand<ReducingSpan>()
  #open: OpenSpan | undefined

  add({ state, reasons }: DeskReport['state'], { at }: Moment): void {
    if (state !== 'reducing') {
      if (this.#open !== undefined) this.#ended.add({ ...this.#open, until: at })
      this.#open = undefined
      return
    }
    this.#open ??= { from: at, reasons: [], cycles: 0 }
    this.#open.cycles += 1
    for (const reason of reasons) if (reason.cause !== 'warning') note(this.#open.reasons, reason)
  }

  get total(): number {
    return this.#ended.total + (this.#open === undefined ? 0 : 1)
  }

  /** The first thousand, the one that lasts included. */
  spans(): readonly ReducingSpan[] {
    return this.#ended.list(this.#open && { ...this.#open, until: null })
  }
}
