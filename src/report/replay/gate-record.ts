import type { DeskReport } from '../desk-report.js'
import { FirstThousand } from './first-thousand.js'
import type { GateFigures, GateState, Resumption } from './gate-report.js'
import { Halts } from './halts.js'
import { gateStateOf, type Moment } from './moment.js'
import { Reductions } from './reductions.js'

/** Follows the gate through its states, and what the operator lifted. */
export class GateRecord {
  readonly #cycles: Record<GateState, number> = { active: 0, reducing: 0, halted: 0, failed_closed: 0 }
  readonly #halts = new Halts()
  readonly #reductions = new Reductions()
  readonly #resumes = new FirstThousand<Resumption>()
  #last: { readonly gate: GateState; readonly moment: Moment } | undefined

  add(state: DeskReport['state'], moment: Moment): void {
    const gate = gateStateOf(state)
    this.#last = { gate, moment }
    this.#cycles[gate] += 1
    this.#halts.add(state, moment)
    this.#reductions.add(state, moment)
  }

  /** Something was lifted after the last cycle; before the first there is nothing to lift. */
  resumed({ how, lifted }: Pick<Resumption, 'how' | 'lifted'>): void {
    if (this.#last === undefined) return
    const { gate, moment } = this.#last
    const of_halt = gate === 'halted' || gate === 'failed_closed'
    this.#resumes.add({ at: moment.at, how, lifted, of_halt, equity: moment.equity })
    this.#halts.resumed(how)
  }

  /** As of the last cycle. */
  figures(): GateFigures {
    return {
      states: this.#shares(),
      halts: this.#last === undefined ? [] : this.#halts.spans(this.#last.moment),
      halts_total: this.#halts.total,
      reducing: this.#reductions.spans(),
      reducing_total: this.#reductions.total,
      resumes: this.#resumes.list(),
      resumes_total: this.#resumes.total,
    }
  }

  #shares(): GateFigures['states'] {
    const { active, reducing, halted, failed_closed } = this.#cycles
    const all = active + reducing + halted + failed_closed
    const share = (cycles: number) => ({ cycles, percent: all === 0 ? 0 : (100 * cycles) / all })
    return {
      active: share(active),
      reducing: share(reducing),
      halted: share(halted),
      failed_closed: share(failed_closed),
    }
  }
}
