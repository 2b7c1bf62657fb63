import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** What a model is asked, as it arrived. */
export interface ModelRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Resolves when the client has gone, or has read the answer. */
  readonly closed: Promise<unknown>
}

/** Answers one request, in whatever way. */
export type Reply = (response: ServerResponse) => void

/** A real server in the hands of a test: answers each request with the next of `replies`, the last one for ever. */
export class ModelServer {
  readonly requests: ModelRequest[] = []
  readonly #server = createServer()
  #replies: readonly Reply[] = []
  #heard: () => void = () => {}

  static async open(): Promise<ModelServer> {
    const server = new ModelServer()
    server.#listen()
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    afterAll(() => server.close())
    return server
  }

  get baseUrl(): string {
    const { port } = this.#server.address() as AddressInfo // it listens on a port, not on a pipe
    return `http://127.0.0.1:${port}/v1`
  }

  /** Forgets what was asked before. */
  willReply(...replies: readonly Reply[]): void {
    this.#replies = replies
    this.requests.length = 0
  }

  /** Resolves once `count` requests have arrived. */
  received(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = () => {
        if (this.requests.length >= count) resolve()
      }
      this.#heard()
    })
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #listen(): void {
    this.#server.on('request', (request, response) => {
      const closed = once(response, 'close')
      let body = ''
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      request.on('end', () => {
        this.requests.push({ path: request.url ?? '', headers: request.headers, body, closed })
        const reply = this.#replies[Math.min(this.requests.length, this.#replies.length) - 1]
        reply?.(response)
        this.#heard()
      })
    })
  }
}

/** Tokens that an answer says it cost. */
export const usage = { prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 }

/** What the protocol wraps a text in. */
export function completion(content: string, more: object = { usage }): string {
  const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }
  return JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [choice], ...more })
}

/** An answer of the protocol with this text of the model. */
export function says(content: string, more?: object): Reply {
  return sends(completion(content, more))
}

/** One decision on each of some symbols, well-formed but for `parts`. */
export function decides(decisions: Readonly<Record<string, object>>): Reply {
  return says(decisionText(decisions))
}

/** The text of such an answer. */
export function decisionText(decisions: Readonly<Record<string, object>>): string {
  const whole = { action: 'HOLD', confidence: 0.9, reasoning: 'because', stop: null }
  return JSON.stringify({
    decisions: Object.entries(decisions).map(([symbol, parts]) => ({ symbol, ...whole, ...parts })),
  })
}

/** Any body at all. */
export function sends(body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)
}

/** A status that is no success; by default it may be tried again at once. */
export function fails(status: number, headers: Readonly<Record<string, string>> = { 'retry-after-ms': '1' }): Reply {
  const body = JSON.stringify({ error: { message: `refused with ${status}` } })
  return (response) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

/** Never answers. */
export const keepsSilent: Reply = () => {}

/** Closes the connection before an answer. */
export const hangsUp: Reply = (response) => void response.socket?.destroy()

/** Closes the connection in the middle of an answer. */
export const breaksOff: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
  response.write('{"choices":[', () => response.socket?.destroy())
}

/** Sends spaces until nobody reads them any more. */
export const neverEnds: Reply = (response) => {
  const spaces = ' '.repeat(65_536)
  const more = () => {
    while (!response.destroyed && response.write(spaces));
  }
  response.writeHead(200, { 'content-type': 'application/json' }).on('drain', more)
  more()
}
