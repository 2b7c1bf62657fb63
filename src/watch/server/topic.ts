import type { Timer } from '../../orchestrator/clock.js'

/** One kind of event of the streams: whole states, each made once however many read it, and not too often. */
export interface Topic {
  /** The state is another now: it is made and published as soon as its pace allows. */
  touch(): void
  /** Publishes at once what waits for its pace. */
  flush(): void
  /** The state, for who has seen no more than event `since`; undefined when that is all there is. */
  newerThan(since: number): Published | undefined
  close(): void
}

/** A state as it is sent. */
export interface Published {
  /** Greater than that of all that was published before, of any topic. */
  readonly number: number
  readonly frame: Buffer
}

/** What a topic is made of. */
export interface TopicOptions {
  readonly event: string
  readonly timer: Timer
  /** The least time between two. */
  readonly everyMs: number
  /** The state as JSON. */
  readonly render: () => string
  readonly nextNumber: () => number
  /** How events are told apart from those of an earlier server. */
  readonly epoch: string
  readonly isRead: () => boolean
  readonly publish: (published: Published) => void
}

/** A topic that costs nothing while nobody reads it. */
export function createTopic(options: TopicOptions): Topic {
  const { event, timer, everyMs, render, nextNumber, epoch, isRead, publish } = options
  let published: Published | undefined
  let renderedMs = 0
  let isStale = true
  let waiting: unknown
  const make = (number: number): Published => {
    renderedMs = timer.now()
    isStale = false
    const frame = Buffer.from(`id: ${epoch}-${number}\nevent: ${event}\ndata: ${render()}\n\n`)
    published = { number, frame }
    return published
  }
  const flush = () => {
    timer.clearTimeout(waiting)
    waiting = undefined
    if (isStale && isRead()) publish(make(nextNumber()))
  }
  return {
    touch() {
      isStale = true
      if (waiting !== undefined || !isRead()) return
      waiting = timer.setTimeout(flush, Math.max(0, renderedMs + everyMs - timer.now()))
    },
    flush,
    newerThan(since) {
      if (published === undefined || (isStale && waiting === undefined)) return make(nextNumber())
      if (published.number <= since) return undefined
      // The same state, but its clock.
      return isStale || timer.now() - renderedMs < everyMs ? published : make(published.number)
    },
    close: () => timer.clearTimeout(waiting),
  }
}
