import type { HttpBindings } from '@hono/node-server'
import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** What the server knows of a request beside the request itself: the connection it came on. */
export interface ServerEnv {
  readonly Bindings: HttpBindings
}

/** A request that is not served, in words for who sent it: nothing of the inside is in them. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: ContentfulStatusCode
  readonly headers: Readonly<Record<string, string>>

  constructor(status: ContentfulStatusCode, words: string, headers: Readonly<Record<string, string>> = {}) {
    super(words)
    this.status = status
    this.headers = headers
  }
}

/** Answers a refusal with its words; anything else that is thrown is told to people here, and to nobody outside. */
export function answerErrors(say: (text: string) => void): ErrorHandler<ServerEnv> {
  return (error, c) => {
    if (error instanceof Refusal) {
      for (const [name, value] of Object.entries(error.headers)) c.header(name, value)
      return refused(c, error.status, error.message)
    }
    say(`page: ${c.req.method} ${c.req.routePath}: ${error.message}`)
    return refused(c, 500, 'something went wrong here; the terminal of the run says what')
  }
}

/** Answers what there is not. */
export const answerNotFound: NotFoundHandler<ServerEnv> = (c) => refused(c, 404, 'there is nothing here')

/** Of the API, JSON: for a POST in the shape of an outcome, so that who asked can show it as one. */
function refused(c: Context<ServerEnv>, status: ContentfulStatusCode, words: string): Response {
  if (!c.req.path.startsWith('/api/')) return c.text(`${words}\n`, status)
  return c.json(c.req.method === 'POST' ? { error: words, ok: false, words: [words] } : { error: words }, status)
}
