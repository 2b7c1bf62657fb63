import type { Ending } from './messages.js'

const INTERNAL_ERROR = 1
const CONFIGURATION = 78

/** Whether a run ended as it could not go on, or not even begin: an error of ours, or an agent that cannot start. */
export function hasFailed({ code }: Ending): boolean {
  return code === INTERNAL_ERROR || code === CONFIGURATION
}
