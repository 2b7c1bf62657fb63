import type { Proposal, Verdict } from '../agents/agent.js'
import { AttemptError, toAttemptError } from '../orchestrator/attempt-error.js'
import type { Answer, Executor } from '../orchestrator/ports.js'

type Mask = (text: string) => string

/** The same executor, with the values of secrets masked in all words that come back: they are printed and stored. */
export function maskExecutor(executor: Executor, mask: Mask): Executor {
  return {
    run(assignment, cancellation) {
      try {
        const answer = executor.run(assignment, cancellation)
        if (!(answer instanceof Promise)) return maskAnswer(answer, mask)
        return answer.then(
          (given) => maskAnswer(given, mask),
          (error: unknown) => {
            throw maskError(error, mask)
          },
        )
      } catch (error) {
        throw maskError(error, mask)
      }
    },
  }
}

function maskAnswer(answer: Answer, mask: Mask): Answer {
  const { memory: _asItIs, ...told } = answer.proposal
  const said = JSON.stringify(told)
  return mask(said) === said ? answer : { ...answer, proposal: maskProposal(answer.proposal, mask) }
}

function maskError(error: unknown, mask: Mask): AttemptError {
  const { failure, alive } = toAttemptError(error)
  const { code, message, stack } = failure
  return new AttemptError(
    { code, message: mask(message), ...(stack === undefined ? {} : { stack: mask(stack) }) },
    { alive },
  )
}

/**
 * What somebody acts on stays as it is: masked, the symbol of an order would make it another order, and the memory of an
 * agent would not be what it left.
 */
function maskProposal(proposal: Proposal, mask: Mask): Proposal {
  const { verdict, signals, orders, metrics, data } = proposal
  const withReason = <Part extends { readonly reason: string }>(part: Part) => ({ ...part, reason: mask(part.reason) })
  return {
    ...proposal,
    summary: mask(proposal.summary),
    ...(verdict === undefined ? {} : { verdict: maskVerdict(verdict, mask) }),
    ...(signals === undefined ? {} : { signals: signals.map(withReason) }),
    ...(orders === undefined ? {} : { orders: orders.map(withReason) }),
    ...(metrics === undefined ? {} : { metrics: maskAll(metrics, mask) }),
    ...(data === undefined ? {} : { data: maskAll(data, mask) }),
  }
}

function maskVerdict(verdict: Verdict, mask: Mask): Verdict {
  const { reasons, restrict } = verdict
  return {
    ...verdict,
    reasons: reasons.map((reason) => ({ ...reason, message: mask(reason.message) })),
    ...(restrict === undefined ? {} : { restrict: restrict.map((part) => ({ ...part, reason: mask(part.reason) })) }),
  }
}

/** Every text, keys included; figures stay what they are, whatever digits a secret holds. */
function maskAll<Data>(data: Data, mask: Mask): Data {
  return JSON.parse(JSON.stringify(data), (_key, value: unknown) => maskTexts(value, mask))
}

function maskTexts(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), item]))
}
