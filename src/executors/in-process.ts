import type { Agent, Briefing, Proposal } from '../agents/agent.js'
import type { Executor } from '../orchestrator/ports.js'
import { answerOf } from './answer.js'

/**
 * Runs agents of this process, by their name in the plan, and validates what they answer. A thread cannot be killed: an
 * agent that ignores its signal lives on past its deadline, and does not start again before it ends.
 * `tell` makes of a briefing what they are told; default: nothing else.
 */
export function createInProcessExecutor(
  agents: ReadonlyMap<string, Pick<Agent, 'run'>>,
  tell: (briefing: Briefing) => Briefing = (briefing) => briefing,
): Executor {
  return {
    run({ agent: { name }, briefing }, cancellation) {
      const agent = agents.get(name)
      if (agent === undefined) throw new Error(`no agent "${name}" in this process`)
      const told = tell(briefing)
      const said = declaresNoSignal(agent) ? agent.run(told) : agent.run(told, cancellation.signal)
      return isThenable(said) ? Promise.resolve(said).then((value) => answerOf(name, value)) : answerOf(name, said)
    },
  }
}

/** What is awaited: a promise of whichever library. */
function isThenable(said: Promise<Proposal> | Proposal): said is Promise<Proposal> {
  return 'then' in Object(said)
}

/** An agent whose `run` takes the briefing alone: no signal is made for it. */
interface UnsignalledAgent {
  run(briefing: Briefing): Promise<Proposal> | Proposal
}

function declaresNoSignal(agent: Pick<Agent, 'run'> | UnsignalledAgent): agent is UnsignalledAgent {
  return agent.run.length === 1
}
