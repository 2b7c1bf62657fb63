import type { Clocks } from '../orchestrator/clock.js'
import type { Live, Overview } from './api.js'
import type { WatchSetup } from './setup.js'
import type { WatchedEvent } from './watched-event.js'

/** What is known of a run at the moment. */
export interface WatchState {
  apply(event: WatchedEvent): void
  live(): Live
  overview(): Overview
  /** Looks at the record now. */
  look(): void
  close(): void
}

/** What a state is made of. */
export interface WatchStateOptions {
  /** As it is in force. */
  readonly setup: () => WatchSetup
  readonly clocks: Clocks
  readonly say: (text: string) => void
  /** Called whenever the record, the kill switch or the disk tells something new. */
  readonly changed: (overview: Overview) => void
}

/** TODO(helper) */
export function createWatchState(_options: WatchStateOptions): WatchState {
  throw new Error('not yet')
}
