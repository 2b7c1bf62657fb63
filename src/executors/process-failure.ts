import type { Failure } from '../orchestrator/record.js'
import type { ProcessEnd } from './agent-process.js'

/** The failure that the end of an agent's process is; undefined when it ended well. */
export function endFailure(end: ProcessEnd, maxMemoryMb: number): Failure | undefined {
  const { broke, signal, exitCode, lastWords } = end
  if (broke === 'memory') return { code: 'out-of-memory', message: `took more than ${maxMemoryMb} MB of memory` }
  if (broke === 'output') return { code: 'output-limit', message: 'printed more than 16 MB' }
  if (signal === null && exitCode === 0) return undefined
  const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`
  return { code: 'exited', message: lastWords === '' ? how : `${how}: ${lastWords}` }
}

/** The failure of an attempt that was told to end, by the reason of its signal. */
export function cancelFailure(reason: unknown): Failure {
  const isLate = reason instanceof Error && reason.name === 'TimeoutError'
  return isLate
    ? { code: 'timeout', message: 'ended at its deadline' }
    : { code: 'aborted', message: 'stopped with the orchestrator' }
}
