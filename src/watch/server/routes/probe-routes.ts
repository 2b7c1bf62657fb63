import type { Hono, MiddlewareHandler } from 'hono'
import type { PrometheusMetrics } from '../../metrics/metrics.js'
import { Refusal, type ServerEnv } from '../refusal.js'
import { route } from './route.js'

/** What probes are answered with. */
export interface ProbeRoutes {
  readonly metrics: () => Pick<PrometheusMetrics, 'contentType' | 'text'> | undefined
  /** Whether the loop's thread lives. */
  readonly isAlive: () => boolean
  /** Why it does not do its work; undefined when it does. */
  readonly unreadiness: () => string | undefined
  /** Who may read the figures; whether it lives is no secret. */
  readonly guard: MiddlewareHandler<ServerEnv>
}

/** Serves what other programs ask for: figures, and whether all is well. */
export function serveProbes(app: Hono<ServerEnv>, { metrics, isAlive, unreadiness, guard }: ProbeRoutes): void {
  route(app, 'GET', '/metrics', guard, async (c) => {
    const figures = metrics()
    if (figures === undefined) throw new Refusal(503, 'there are no figures yet')
    c.header('Content-Type', figures.contentType)
    return c.body(await figures.text())
  })
  route(app, 'GET', '/healthz', (c) =>
    isAlive() ? c.text('alive\n') : c.text('nothing was heard of the loop for 30 s\n', 503),
  )
  route(app, 'GET', '/readyz', (c) => {
    const why = unreadiness()
    return why === undefined ? c.text('ready\n') : c.text(`${why}\n`, 503)
  })
}
