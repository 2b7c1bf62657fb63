import type { Timer } from '../../orchestrator/clock.js'
import type { Message } from './message.js'

/** Where messages go: one request each, no retries. */
export interface Channel {
  /** Resolves when the service has taken it; throws DeliveryError, or the signal's reason when it aborts. */
  send(message: Message, signal: AbortSignal): Promise<void>
}

/** What every channel is opened with. */
export interface ChannelContext {
  readonly timer: Timer
  /** Of riskfirst. */
  readonly version: string
  /** Hides the secrets of the channel. */
  readonly mask: (text: string) => string
}

/** The longest that one request may take. */
export const REQUEST_MS = 15_000
