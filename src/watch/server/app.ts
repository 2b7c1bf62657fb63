import { Hono } from 'hono'
import type { Timer } from '../../orchestrator/clock.js'
import type { Operations } from '../operations.js'
import type { EventStreams } from './event-streams.js'
import { guardHost, type Listening } from './guards/host.js'
import { guardOrigin } from './guards/origin.js'
import { securityHeaders } from './guards/security-headers.js'
import { createTokenGuards } from './guards/token.js'
import type { PageFiles } from './page-files.js'
import type { ReadModels } from './read-models.js'
import { answerErrors, answerNotFound, type ServerEnv } from './refusal.js'
import { serveControls } from './routes/control-routes.js'
import { servePage } from './routes/page-routes.js'
import { type ProbeRoutes, serveProbes } from './routes/probe-routes.js'
import { serveReading } from './routes/read-routes.js'
import { serveStream } from './routes/stream-route.js'

/** All that requests are answered with. */
export interface AppOptions {
  readonly listening: Listening
  readonly token: string
  readonly timer: Pick<Timer, 'now'>
  readonly page: PageFiles
  readonly models: ReadModels
  readonly streams: EventStreams
  readonly operations: Operations
  readonly probes: Omit<ProbeRoutes, 'guard'>
  readonly hasAgent: (name: string) => boolean
  readonly mask: (text: string) => string
  readonly say: (text: string) => void
}

/** Everything that the server answers, and what stands before it. */
export function createApp(options: AppOptions): Hono<ServerEnv> {
  const { listening, page, models, streams, operations, probes, hasAgent, mask, say } = options
  const guards = createTokenGuards(options)
  const guard = guards.read
  const app = new Hono<ServerEnv>()
  app.onError(answerErrors(say))
  app.notFound(answerNotFound)
  app.use(securityHeaders, guardHost(listening), guardOrigin)
  servePage(app, page)
  serveProbes(app, { ...probes, guard })
  serveReading(app, { models, mask, guard })
  serveStream(app, streams, guard)
  serveControls(app, { operations, guards, hasAgent })
  return app
}
