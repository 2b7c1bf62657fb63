import { AttemptError, toAttemptError } from '../orchestrator/attempt-error.js'
import type { Executor } from '../orchestrator/ports.js'

/** The same executor, with the values of secrets masked in all that comes back: it is printed and stored. */
export function maskExecutor(executor: Executor, mask: (text: string) => string): Executor {
  return {
    async run(assignment, cancellation) {
      try {
        const answer = await executor.run(assignment, cancellation)
        const said = JSON.stringify(answer.proposal)
        if (mask(said) === said) return answer
        return { ...answer, proposal: JSON.parse(said, (_key, value) => maskTexts(value, mask)) }
      } catch (error) {
        const { failure, alive } = toAttemptError(error)
        const { code, message, stack } = failure
        throw new AttemptError(
          { code, message: mask(message), ...(stack === undefined ? {} : { stack: mask(stack) }) },
          { alive },
        )
      }
    },
  }
}

/** A text, or the keys of an object; figures stay what they are, whatever digits a secret holds. */
function maskTexts(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), item]))
}
