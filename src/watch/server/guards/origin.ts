import type { IncomingHttpHeaders } from 'node:http'
import type { MiddlewareHandler } from 'hono'
import { Refusal, type ServerEnv } from '../refusal.js'

/** Refuses what a page of another origin asks for: browsers say so in Origin and Sec-Fetch-Site. */
export const guardOrigin: MiddlewareHandler<ServerEnv> = async (c, next) => {
  if (isForeign(c.env.incoming.headers) && !isVisit(c.req.path, c.req.method, c.env.incoming.headers))
    throw new Refusal(403, 'pages of other origins may ask for nothing here')
  await next()
}

function isForeign({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (origin !== undefined && originHost(origin) !== host?.toLowerCase()) return true
  return typeof site === 'string' && site !== 'same-origin' && site !== 'none'
}

/** A person who follows a link from elsewhere, such as a chat: no page gets to see what is answered. */
function isVisit(path: string, method: string, headers: IncomingHttpHeaders): boolean {
  const { origin, 'sec-fetch-mode': mode, 'sec-fetch-dest': kind } = headers
  return path === '/' && method === 'GET' && origin === undefined && mode === 'navigate' && kind === 'document'
}

/** Behind a proxy the scheme is another, so it is not compared; `null` and the like have no host. */
function originHost(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase()
}
