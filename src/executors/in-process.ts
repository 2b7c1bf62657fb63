import type { Agent, Briefing, Proposal } from '../agents/agent.js'
import { parseProposal } from '../agents/proposal.js'
import { AttemptError } from '../orchestrator/attempt-error.js'
import type { Executor } from '../orchestrator/ports.js'

/**
 * Runs agents of this process, by their name in the plan, and validates what they answer. A thread cannot be killed: an
 * agent that ignores its signal lives on past its deadline, and does not start again before it ends.
 */
export function createInProcessExecutor(agents: ReadonlyMap<string, Agent>): Executor {
  return {
    async run({ agent: { name }, briefing }, cancellation) {
      const agent = agents.get(name)
      if (agent === undefined) throw new Error(`no agent "${name}" in this process`)
      const answer: unknown = await (declaresNoSignal(agent)
        ? agent.run(briefing)
        : agent.run(briefing, cancellation.signal))
      if (answer === undefined || answer === null)
        throw new AttemptError({ code: 'no-proposal', message: `${name} answered nothing` })
      const parsed = parseProposal(answer)
      if (!parsed.ok) throw new AttemptError({ code: 'invalid-proposal', message: parsed.message })
      return parsed
    },
  }
}

/** An agent whose `run` takes the briefing alone: no signal is made for it. */
interface UnsignalledAgent {
  run(briefing: Briefing): Promise<Proposal> | Proposal
}

function declaresNoSignal(agent: Agent | UnsignalledAgent): agent is UnsignalledAgent {
  return agent.run.length === 1
}
