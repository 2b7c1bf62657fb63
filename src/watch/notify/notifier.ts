import type { Overview } from '../api.js'
import type { Ending } from '../messages.js'
import type { WatchContext, WatchPart } from '../part.js'
import type { WatchedEvent } from '../watched-event.js'
import { createLateness, type Lateness } from './kinds/late-notices.js'
import { startNotices, stopNotice } from './kinds/run-notices.js'
import { type Message, messageOf } from './message.js'
import type { Notice } from './notice.js'
import type { NoticeSource } from './notice-source.js'
import { createNoticeSources } from './notice-sources.js'
import { type OpenChannels, openChannels } from './open-channels.js'
import { createRepeats, type Repeats } from './repeats.js'
import { channelsFor } from './rules.js'
import type { Unsaid } from './unsaid.js'

/** Tells people what happens, by the channels and the rules of the configuration, in the background. */
export function createNotifier(context: WatchContext): WatchPart {
  const notifier = new Notifier(context)
  notifier.begin()
  return notifier
}

/** How often to look whether the loop is late, also when nothing is heard of it. */
const LOOK_MS = 15_000
/** A watch that begins later than this after its run was begun anew. */
const FRESH_MS = 60_000

class Notifier implements WatchPart {
  readonly #context: WatchContext
  readonly #sources: readonly NoticeSource[]
  readonly #lateness: Lateness
  readonly #repeats: Repeats
  readonly #channels: OpenChannels
  readonly #isFresh: boolean
  /** Of this notifier's messages; others of the same run began at other times. */
  readonly #series: string
  #number = 0
  #alarm: unknown

  constructor(context: WatchContext) {
    const { clocks, setup } = context
    const now = () => clocks.calendar.now()
    this.#context = context
    this.#series = now().toString(36)
    this.#isFresh = context.live().doing === 'starting' && now() - Date.parse(setup.startedAt) < FRESH_MS
    this.#sources = createNoticeSources(context, this.#isFresh)
    this.#lateness = createLateness({ now, timerNow: clocks.timer.now })
    this.#repeats = createRepeats(setup.config.notify.repeatAfterMs, clocks.timer.now)
    this.#channels = openChannels(context, (unsaid) => this.#summary(unsaid))
  }

  begin(): void {
    const { setup, overview, clocks } = this.#context
    if (this.#isFresh) this.#tell(startNotices({ setup, overview: overview(), atMs: clocks.calendar.now() }))
    else this.onOverview(overview()) // what happened while nobody looked
    this.#look()
  }

  onEvent(event: WatchedEvent): void {
    for (const source of this.#sources) this.#tell(source.onEvent?.(event) ?? [])
  }

  onOverview(overview: Overview): void {
    for (const source of this.#sources) this.#tell(source.onOverview?.(overview) ?? [])
    this.#tell(this.#lateness.look(overview))
  }

  onBeat(): void {
    this.#lateness.beat()
    this.#tell(this.#lateness.look(this.#context.overview()))
  }

  async close(ending: Ending | undefined, signal: AbortSignal): Promise<void> {
    const { clocks, setup } = this.#context
    clocks.timer.clearTimeout(this.#alarm)
    if (ending !== undefined) this.#tell([stopNotice(ending, setup, clocks.calendar.now())])
    await this.#channels.close(signal)
  }

  #look(): void {
    this.#tell(this.#lateness.look(this.#context.overview()))
    this.#alarm = this.#context.clocks.timer.setTimeout(() => this.#look(), LOOK_MS)
  }

  #tell(notices: readonly Notice[]): void {
    const { rules, channels } = this.#context.setup.config.notify
    for (const notice of notices) {
      const names = channelsFor(notice, rules, Object.keys(channels))
      if (names.length === 0 || !this.#repeats.isNew(notice.key)) continue
      const message = this.#message(notice)
      for (const name of names) this.#channels.put(name, message)
    }
  }

  #summary({ title, lines, severity }: Unsaid): Message {
    const atMs = this.#context.clocks.calendar.now()
    return this.#message({ kind: 'unsaid', title, lines, severity, atMs })
  }

  #message(notice: Parameters<typeof messageOf>[0]): Message {
    const { setup, mask } = this.#context
    this.#number += 1
    return messageOf(notice, { id: `${this.#series}-${this.#number}`, market: setup.outline.market, mask })
  }
}
