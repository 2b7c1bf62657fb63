import { parseProposal } from '../agents/proposal.js'
import { AttemptError } from '../orchestrator/attempt-error.js'
import type { Answer } from '../orchestrator/ports.js'

/** What an agent answered, validated; throws AttemptError for nothing, and for what is no proposal. */
export function answerOf(agent: string, value: unknown): Answer {
  if (value === undefined || value === null)
    throw new AttemptError({ code: 'no-proposal', message: `${agent} answered nothing` })
  const parsed = parseProposal(value)
  if (!parsed.ok) throw new AttemptError({ code: 'invalid-proposal', message: parsed.message })
  return parsed
}
