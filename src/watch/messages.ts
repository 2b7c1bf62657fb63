import type { SystemOutline, WatchConfig } from './setup.js'
import type { WatchedEvent } from './watched-event.js'

/** How a run ended. */
export interface Ending {
  /** The exit code. */
  readonly code: number
}

/** What the thread of a watch hears. */
export type MessageToThread =
  /** `json` is a list of WatchedEvent, with secrets masked. */
  | { readonly type: 'events'; readonly json: string }
  /** The main thread lives; sent every five seconds. */
  | { readonly type: 'beat' }
  /** A changed configuration is in force; parts that cannot take it are begun anew. */
  | {
      readonly type: 'changed'
      readonly config: WatchConfig
      readonly outline: SystemOutline
      readonly secrets: readonly string[]
    }
  /** The answer to an `ask`. */
  | ({ readonly type: 'answer'; readonly id: number } & OperationOutcome)
  /** The run is over; the thread says `closed` when it is done. */
  | { readonly type: 'close'; readonly ending: Ending }

/** What it says. */
export type MessageFromThread =
  /** Everything listens; `address` is where the page is served, if it is. */
  | { readonly type: 'ready'; readonly address?: string }
  /** It cannot begin, for a reason that the user can mend. */
  | { readonly type: 'refused'; readonly message: string }
  /** A line for people. */
  | { readonly type: 'say'; readonly text: string }
  /** An agent is to be enabled or disabled, which is the main thread's to do. */
  | {
      readonly type: 'ask'
      readonly id: number
      readonly agent: string
      readonly enabled: boolean
      readonly who: string
    }
  /** It has taken in what it was told last. */
  | { readonly type: 'heard' }
  | { readonly type: 'closed' }

/** What came of an operation, in words for people. */
export interface OperationOutcome {
  readonly ok: boolean
  readonly words: readonly string[]
}

/** The events of a message; they are our own. */
export const eventsOf = (json: string): readonly WatchedEvent[] => JSON.parse(json) as readonly WatchedEvent[]
