import type { PrometheusMetrics } from './metrics/metrics.js'
import type { WatchContext, WatchPart } from './part.js'
import { atSamePort } from './same-port.js'
import { tokenOf, type WatchSetup } from './setup.js'
import { traceEndpoint } from './tracing/otel-variables.js'

/** What one part has for others. */
export interface Shared {
  metrics?: PrometheusMetrics
  /** Where the page is served. */
  address?: string
}

/** One kind of part, loaded when it is opened. It goes on over a change that leaves what it depends on as it was. */
export interface PartKind {
  /** What it depends on; undefined: nobody asks for it. */
  dependsOn(setup: WatchSetup, shared: Shared): unknown
  /** Throws an Error for people when it cannot begin. */
  open(context: WatchContext, shared: Shared): Promise<WatchPart>
}

const metrics: PartKind = {
  dependsOn({ config, outline }) {
    const isWanted = config.serve.address !== undefined || config.telemetry.textfile !== undefined
    return isWanted ? outline : undefined // every agent has its figures from the beginning
  },
  async open(context, shared) {
    const { createMetrics } = await import('./metrics/metrics.js')
    shared.metrics = await createMetrics(context)
    return shared.metrics
  },
}

const textfile: PartKind = {
  dependsOn: ({ config }) => config.telemetry.textfile,
  async open(context, shared) {
    const { createTextfile } = await import('./metrics/textfile.js')
    const { textfile: file = '' } = context.setup.config.telemetry
    return createTextfile(context, { text: async () => (await shared.metrics?.text()) ?? '', file })
  },
}

const server: PartKind = {
  dependsOn(setup, { address }) {
    const { serve } = atSamePort(setup.config, address)
    return serve.address === undefined ? undefined : [serve, tokenOf(setup)]
  },
  async open(context, shared) {
    const { openServer } = await import('./server/server.js')
    const opened = await openServer(context, () => shared.metrics)
    shared.address = opened.address
    return opened
  },
}

const notifier: PartKind = {
  dependsOn: ({ config: { notify } }) => (Object.keys(notify.channels).length === 0 ? undefined : notify),
  async open(context) {
    const { createNotifier } = await import('./notify/notifier.js')
    return createNotifier(context)
  },
}

const pings: PartKind = {
  dependsOn: ({ config }) => config.heartbeat.url,
  async open(context) {
    const { createPings } = await import('./heartbeat/pings.js')
    return createPings(context, context.setup.config.heartbeat.url ?? '')
  },
}

const heartbeatFile: PartKind = {
  dependsOn: ({ config }) => config.heartbeat.file,
  async open(context) {
    const { createHeartbeatFile } = await import('./heartbeat/heartbeat-file.js')
    return createHeartbeatFile(context, context.setup.config.heartbeat.file ?? '')
  },
}

const systemd: PartKind = {
  dependsOn: ({ env }) => env['NOTIFY_SOCKET'],
  async open(context) {
    const { createSystemdNotices } = await import('./heartbeat/systemd.js')
    return createSystemdNotices(context)
  },
}

const tracing: PartKind = {
  dependsOn: ({ config: { telemetry }, env }) => telemetry.otlp ?? traceEndpoint(env),
  async open(context, shared) {
    const { createTracing } = await import('./tracing/tracing.js')
    return createTracing(context, String(tracing.dependsOn(context.setup, shared)))
  },
}

/** Every kind of part, in the order in which they are opened and told. */
export const partKinds: readonly PartKind[] = [
  metrics,
  textfile,
  server,
  notifier,
  pings,
  heartbeatFile,
  systemd,
  tracing,
]
