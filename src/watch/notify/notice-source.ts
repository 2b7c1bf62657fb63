import type { Overview } from '../api.js'
import type { WatchedEvent } from '../watched-event.js'
import type { Notice } from './notice.js'

/** Tells what is worth a notice in what happens; each knows one kind of thing, and what of it has been told. */
export interface NoticeSource {
  onEvent?(event: WatchedEvent): readonly Notice[]
  onOverview?(overview: Overview): readonly Notice[]
}
