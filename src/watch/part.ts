import type { Clocks } from '../orchestrator/clock.js'
import type { Live, Overview } from './api.js'
import type { Ending } from './messages.js'
import type { Operations } from './operations.js'
import type { WatchSetup } from './setup.js'
import type { WatchedEvent } from './watched-event.js'

/** One thing that watches: told of everything, able to delay nothing. What goes wrong in it, it says. */
export interface WatchPart {
  /** In the order in which things happened. */
  onEvent?(event: WatchedEvent): void
  /** The loop's thread lives: every five seconds. */
  onBeat?(): void
  /** What the record tells has changed. */
  onOverview?(overview: Overview): void
  /** The run is over, or the part is begun anew (no ending): finishes what is under way until the signal aborts. */
  close?(ending: Ending | undefined, signal: AbortSignal): Promise<void>
}

/** What every part may use. */
export interface WatchContext {
  readonly setup: WatchSetup
  readonly clocks: Clocks
  /** Hides secrets. */
  readonly mask: (text: string) => string
  /** A line for people, on the terminal of the run. */
  readonly say: (text: string) => void
  /** As of the last change. */
  readonly overview: () => Overview
  /** The running cycle, or the last one. */
  readonly live: () => Live
  readonly operations: Operations
}
