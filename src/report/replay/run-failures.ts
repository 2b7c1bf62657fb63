import type { RunRecord } from '../../orchestrator/record.js'
import { CodeCounts } from './code-counts.js'

/** Why runs of one agent failed. */
export class RunFailures {
  readonly #byCode = new CodeCounts()

  add({ status, failure }: RunRecord): void {
    // A run that did not take place has a reason too.
    if (status !== 'failed' && status !== 'timeout') return
    this.#byCode.add(failure?.code ?? status)
  }

  counts(): Readonly<Record<string, number>> {
    return this.#byCode.counts()
  }
}
