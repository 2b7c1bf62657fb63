import type { ServerResponse } from 'node:http'
import type { Timer } from '../../orchestrator/clock.js'
import { createTopic, type Published, type Topic } from './topic.js'

/** Server-sent events: each is a whole state, so that who lost the connection lacks nothing once it is back. */
export interface EventStreams {
  /** The running cycle is another now. */
  liveChanged(): void
  overviewChanged(): void
  /** Whether one more may be opened. */
  hasRoom(): boolean
  /** Goes on with a response whose head is written; `lastEventId` is what the browser has seen. */
  add(response: ServerResponse, lastEventId: string | undefined): void
  /** Sends what waits, and ends all. */
  close(): void
}

/** What streams are made of. */
export interface EventStreamsOptions {
  readonly timer: Timer
  /** How events are told apart from those of an earlier server; of letters and digits. */
  readonly epoch: string
  /** Both as JSON. */
  readonly live: () => string
  readonly overview: () => string
  readonly mostStreams?: number
}

const LIVE_MS = 200
const OVERVIEW_MS = 500
const HEARTBEAT_MS = 15_000
/** Who takes nothing for so long is dropped; a browser comes again. */
const STUCK_MS = 30_000
const MOST_STREAMS = 200
const RETRY_MS = 2000

interface Stream {
  readonly response: ServerResponse
  /** The last event that was written, of any topic. */
  sent: number
  /** Since when it takes nothing; then it misses states until it does, and is sent the newest. */
  stuckSinceMs: number | undefined
}

/** Streams that cost nothing while nobody reads, and little memory for one that never does. */
export function createEventStreams(options: EventStreamsOptions): EventStreams {
  const { timer, epoch, mostStreams = MOST_STREAMS } = options
  const streams = new Set<Stream>()
  let lastNumber = 0
  let beating: unknown
  const write = (stream: Stream, { number, frame }: Published) => {
    if (stream.stuckSinceMs !== undefined) return
    stream.sent = number
    if (!stream.response.write(frame)) stream.stuckSinceMs = timer.now()
  }
  const shared = {
    timer,
    epoch,
    nextNumber: () => ++lastNumber,
    isRead: () => streams.size > 0,
    publish: (published: Published) => streams.forEach((stream) => write(stream, published)),
  }
  const topics: readonly Topic[] = [
    createTopic({ ...shared, event: 'overview', everyMs: OVERVIEW_MS, render: options.overview }),
    createTopic({ ...shared, event: 'live', everyMs: LIVE_MS, render: options.live }),
  ]
  const catchUp = (stream: Stream) => {
    const missed = topics.flatMap((topic) => topic.newerThan(stream.sent) ?? [])
    for (const published of missed.sort((a, b) => a.number - b.number)) write(stream, published)
  }
  const beat = () => {
    beating = streams.size === 0 ? undefined : timer.setTimeout(beat, HEARTBEAT_MS)
    for (const { response, stuckSinceMs } of streams)
      if (stuckSinceMs === undefined) response.write(':\n\n')
      else if (timer.now() - stuckSinceMs >= STUCK_MS) response.destroy()
  }
  const [overview, live] = topics
  return {
    liveChanged: () => live?.touch(),
    overviewChanged: () => overview?.touch(),
    hasRoom: () => streams.size < mostStreams,
    add(response, lastEventId) {
      const stream: Stream = { response, sent: seen(lastEventId, epoch), stuckSinceMs: undefined }
      streams.add(stream)
      response.once('close', () => streams.delete(stream))
      response.on('drain', () => {
        stream.stuckSinceMs = undefined
        catchUp(stream)
      })
      response.on('error', () => response.destroy()) // it is gone; close follows
      beating ??= timer.setTimeout(beat, HEARTBEAT_MS)
      response.write(`retry: ${RETRY_MS}\n\n`)
      catchUp(stream)
    },
    close() {
      for (const topic of topics) topic.flush()
      for (const topic of topics) topic.close()
      timer.clearTimeout(beating)
      for (const { response } of streams) response.end()
    },
  }
}

/** The number of the event that was seen last; 0: none of ours. */
function seen(lastEventId: string | undefined, epoch: string): number {
  const number = /^(\w+)-(\d{1,15})$/.exec(lastEventId ?? '')
  return number?.[1] === epoch ? Number(number[2]) : 0
}
