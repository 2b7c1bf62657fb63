import type { DeskReport, StateReason } from '../desk-report.js'
import { FirstThousand } from './first-thousand.js'
import type { HaltReason, HaltSpan } from './gate-report.js'
import { gateStateOf, type Moment } from './moment.js'
import { note } from './noted-reasons.js'

interface OpenHalt {
  readonly kind: HaltSpan['kind']
  readonly first: Moment
  readonly reasons: HaltReason[]
  cycles: number
}

/** Follows the gate from shut to open again. */
export class Halts {
  readonly #ended = new FirstThousand<HaltSpan>()
  #open: OpenHalt | undefined
  /** How the open halt was lifted, until the next cycle shows what came of it. */
  #lifted: string | undefined

  /** Something other than the gate has lifted what was halted, so `how`. */
  resumed(how: string): void {
    this.#lifted = how
  }

  add(state: DeskReport['state'], moment: Moment): void {
    if (this.#open === undefined && state.state !== 'halted') return
    const gate = gateStateOf(state)
    const kind = gate === 'halted' || gate === 'failed_closed' ? gate : undefined
    if (this.#open !== undefined && (this.#open.kind !== kind || this.#lifted !== undefined))
      this.#end(this.#open, moment, this.#lifted ?? (kind === undefined ? 'by itself' : 'another halt'))
    this.#lifted = undefined
    if (kind === undefined) return
    this.#open ??= { kind, first: moment, reasons: [], cycles: 0 }
    this.#open.cycles += 1
    for (const reason of state.reasons) if (isDecisive(reason)) note(this.#open.reasons, reason)
  }

  get total(): number {
    return this.#ended.total + (this.#open === undefined ? 0 : 1)
  }

  /** The first thousand; one that lasts is told as far as it went. */
  spans(now: Moment): readonly HaltSpan[] {
    return this.#ended.list(this.#open && { ...toSpan(this.#open, now), until: null, ended_by: null })
  }

  #end(halt: OpenHalt, now: Moment, how: string): void {
    this.#open = undefined
    this.#ended.add({ ...toSpan(halt, now), until: now.at, ended_by: how })
  }
}

function toSpan(
  { kind, first, reasons, cycles }: OpenHalt,
  now: Moment,
): Omit<HaltSpan, 'until' | 'ended_by'> & Pick<HaltSpan, 'from'> {
  return {
    from: first.at,
    cycles,
    kind,
    reasons,
    equity_from: first.equity,
    benchmark_change_percent: first.benchmark > 0 ? 100 * (now.benchmark / first.benchmark - 1) : null,
  }
}

/** What is told beside the reasons that shut the gate does not explain it. */
const isDecisive = ({ cause }: StateReason) => cause !== 'warning' && cause !== 'limit'
