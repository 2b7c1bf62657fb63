import type { Sight } from '../report/monitor/sight.js'

/** A system that can be looked at, wherever it is. */
export interface MonitorSource {
  /** As the user writes it. */
  readonly name: string
  /** Looks once; throws UnseenError when there is nothing to see, or the signal's reason. */
  look(signal: AbortSignal): Promise<Sight>
  close(): void
}

/** Why a system could not be seen, in words for people. */
export class UnseenError extends Error {
  override readonly name = 'UnseenError'
}
