import { getRequestListener } from '@hono/node-server'
import { type Address, printAddress } from '../../config/address.js'
import { createMask, maskedJson } from '../../config/mask.js'
import type { PrometheusMetrics } from '../metrics/metrics.js'
import type { WatchContext, WatchPart } from '../part.js'
import { openPast } from '../read/past.js'
import { tokenOf } from '../setup.js'
import { createApp } from './app.js'
import { createEventStreams } from './event-streams.js'
import { listen } from './listen.js'
import { readPageFiles } from './page-files.js'
import { unreadiness } from './readiness.js'

/** A server of the page that listens. */
export interface WatchServer extends WatchPart {
  /** Such as `http://127.0.0.1:7373`. */
  readonly address: string
}

/** As `run --serve` without a value says it. */
const DEFAULT_ADDRESS: Address = { host: '127.0.0.1', port: 7373 }

/** The loop's thread says that it lives every five seconds. */
const SILENT_MS = 30_000

/**
 * Serves page, states, controls and probes where the setup says, and what `metrics` gives, if anything; throws an Error
 * for people when it cannot listen there.
 */
export async function openServer(
  context: WatchContext,
  metrics: () => PrometheusMetrics | undefined,
): Promise<WatchServer> {
  const { setup, clocks, say, operations, overview, live } = context
  const { address = DEFAULT_ADDRESS } = setup.config.serve
  const { timer, calendar } = clocks
  const token = tokenOf(setup)
  const hideToken = createMask([token])
  const mask = (text: string) => hideToken(context.mask(text))
  const page = await readPageFiles()
  const server = await listen(address, timer)
  const states = { overview: () => maskedJson(overview(), mask), live: () => maskedJson(live(), mask) }
  const streams = createEventStreams({ timer, epoch: calendar.now().toString(36), ...states })
  const past = openPast(setup.dataDir)
  let heardMs = timer.now()
  const app = createApp({
    token,
    timer,
    page,
    streams,
    operations,
    mask,
    say,
    listening: { ...address, ...server.bound, hosts: setup.config.serve.hosts },
    models: { ...states, past },
    hasAgent: (name) => context.setup.outline.agents.some((agent) => agent.name === name),
    probes: {
      metrics,
      isAlive: () => timer.now() - heardMs < SILENT_MS,
      unreadiness: () => unreadiness(overview(), live()),
    },
  })
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false, autoCleanupIncoming: false })
  server.answer((incoming, outgoing) => void answer(incoming, outgoing))
  return {
    address: `http://${printAddress({ ...address, port: server.bound.port })}`,
    onEvent: () => streams.liveChanged(),
    onBeat() {
      heardMs = timer.now()
      streams.liveChanged() // so that a page knows that the loop lives
    },
    onOverview: () => streams.overviewChanged(),
    async close() {
      streams.liveChanged() // the last that pages see is that it stopped
      streams.close()
      await server.close()
      past.close()
    },
  }
}
