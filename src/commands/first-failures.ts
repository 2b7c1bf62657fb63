import type { Cycle } from '../agents/agent.js'
import type { RunRecord } from '../orchestrator/record.js'
import { plain } from '../report/plain-text.js'

/** Tells each agent's first failure of a kind: of thousands of cycles, one is enough to know what is wrong. */
export class FirstFailures {
  readonly #told = new Set<string>()

  /** A line for each that was not told before. */
  newIn({ id, asOf }: Cycle, runs: readonly RunRecord[]): readonly string[] {
    return runs.flatMap(({ agent, status, failure }) => {
      if (failure === undefined || (status !== 'failed' && status !== 'timeout')) return []
      const key = `${agent} ${failure.code}`
      if (this.#told.has(key)) return []
      this.#told.add(key)
      return [
        plain(`${id} at ${asOf}, ${agent}: ${status} (${failure.code}: ${failure.message}); more are only counted`),
      ]
    })
  }
}
