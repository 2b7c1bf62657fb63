import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Hono, MiddlewareHandler } from 'hono'
import type { EventStreams } from '../event-streams.js'
import { SECURITY_HEADERS } from '../guards/security-headers.js'
import { Refusal, type ServerEnv } from '../refusal.js'
import { route } from './route.js'

/** Serves the streams: written to the connection itself, as its backlog is to be seen. */
export function serveStream(app: Hono<ServerEnv>, streams: EventStreams, guard: MiddlewareHandler<ServerEnv>): void {
  route(app, 'GET', '/api/stream', guard, (c) => {
    const { incoming, outgoing } = c.env
    if (incoming.method !== 'GET') throw new Refusal(405, 'expected GET', { Allow: 'GET' })
    if (!streams.hasRoom()) throw new Refusal(503, 'too many streams are open', { 'Retry-After': '30' })
    const lastEventId = incoming.headers['last-event-id']
    outgoing.writeHead(200, {
      ...SECURITY_HEADERS,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'X-Accel-Buffering': 'no', // nginx would hold events back
    })
    streams.add(outgoing, typeof lastEventId === 'string' ? lastEventId : undefined)
    return RESPONSE_ALREADY_SENT
  })
}
