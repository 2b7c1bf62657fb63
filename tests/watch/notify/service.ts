import type { IncomingHttpHeaders, RequestListener, ServerResponse } from 'node:http'
import { localServer } from '../../support/local-server.js'

/** A request as a service got it. */
export interface Got {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

/** A web service that notes what it gets and answers as the test says. */
export interface Service {
  /** Without a slash at its end. */
  readonly address: string
  readonly got: readonly Got[]
  /** Resolves when it has got so many. */
  has(number: number): Promise<void>
  answer: (response: ServerResponse, got: Got) => void
}

export async function service(answer: Service['answer'] = (response) => void response.end('ok')): Promise<Service> {
  const got: Got[] = []
  const waiting = new Set<() => void>()
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Got['body']
      const one = { url: request.url ?? '', headers: request.headers, body }
      got.push(one)
      made.answer(response, one)
      for (const look of waiting) look()
    })
  }
  const address = (await localServer(listener)).replace(/\/$/, '')
  const made: Service = {
    address,
    got,
    answer,
    has: (number) =>
      new Promise((resolve) => {
        const look = () => {
          if (got.length < number) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
  return made
}
