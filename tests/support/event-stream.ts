import type { IncomingMessage } from 'node:http'
import { type Asked, begin } from './http.js'

/** An event as it came. */
export interface Sent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** A stream of server-sent events, as a browser reads it. */
export interface OpenStream {
  readonly answer: IncomingMessage
  readonly events: readonly Sent[]
  /** Everything, comments too. */
  readonly blocks: readonly string[]
  /** Resolves when so many events have come since it was opened. */
  came(count: number): Promise<void>
  /** Resolves when it is over. */
  readonly over: Promise<void>
}

/** Opens a stream. */
export async function openStream(url: string, asked: Asked = {}): Promise<OpenStream> {
  const answer = await begin(url, asked)
  const events: Sent[] = []
  const blocks: string[] = []
  let pending = ''
  const watchers = new Set<() => void>()
  answer.setEncoding('utf8').on('data', (data: string) => {
    const parts = (pending + data).split('\n\n')
    pending = parts.pop() ?? ''
    for (const part of parts) {
      const event = parse(part)
      if (event !== undefined) events.push(event)
      blocks.push(part)
    }
    for (const watch of watchers) watch()
  })
  const over = new Promise<void>((resolve) => answer.once('close', resolve))
  answer.on('error', () => answer.destroy()) // cut off: close follows
  return {
    answer,
    events,
    blocks,
    over,
    came: (count) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (events.length < count) return
          watchers.delete(watch)
          resolve()
        }
        watchers.add(watch)
        watch()
        void over.then(() => reject(new Error(`the stream ended after ${events.length} events`)))
      }),
  }
}

function parse(block: string): Sent | undefined {
  const fields = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block)
  return fields === null ? undefined : { id: fields[1] ?? '', event: fields[2] ?? '', data: fields[3] ?? '' }
}
