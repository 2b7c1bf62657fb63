import { AttemptError, toAttemptError } from '../orchestrator/attempt-error.js'
import type { Executor } from '../orchestrator/ports.js'

/** The same executor, with the values of secrets masked in all that comes back: it is printed and stored. */
export function maskExecutor(executor: Executor, mask: (text: string) => string): Executor {
  return {
    async run(assignment, cancellation) {
      try {
        const answer = await executor.run(assignment, cancellation)
        return { ...answer, proposal: JSON.parse(mask(JSON.stringify(answer.proposal))) }
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
