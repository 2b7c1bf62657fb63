import type { Handler, Hono } from 'hono'
import { Refusal, type ServerEnv } from '../refusal.js'

/** Serves one method of a path, and refuses its others. HEAD goes with GET. */
export function route(
  app: Hono<ServerEnv>,
  method: 'GET' | 'POST',
  path: string,
  ...handlers: readonly Handler<ServerEnv>[]
): void {
  app.on(method, [path], ...handlers)
  app.all(path, () => {
    throw new Refusal(405, `expected ${method}`, { Allow: method === 'GET' ? 'GET, HEAD' : method })
  })
}
