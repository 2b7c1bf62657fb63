import type { Executor } from '../orchestrator/ports.js'

/** The same agents, but for verdicts: every one says `active` and restricts nothing. Shows what the gate is worth. */
export function openGate(executor: Executor): Executor {
  return {
    async run(assignment, cancellation) {
      const answer = await executor.run(assignment, cancellation)
      const { verdict } = answer.proposal
      if (verdict === undefined) return answer
      const open = { cycleId: verdict.cycleId, state: 'active', reasons: [] } as const
      return { ...answer, proposal: { ...answer.proposal, verdict: open } }
    },
  }
}
