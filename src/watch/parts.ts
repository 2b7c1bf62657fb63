import type { WatchContext, WatchPart } from './part.js'

/** What watches, and where the page is served if it is. */
export interface OpenParts {
  readonly parts: readonly WatchPart[]
  readonly address: string | undefined
}

/** Opens what the configuration asks for, and loads no more than that. Throws, with nothing left open, when one cannot begin. */
export async function openParts(context: WatchContext): Promise<OpenParts> {
  const { config, env } = context.setup
  const { serve, notify, heartbeat, telemetry } = config
  const otlp = telemetry.otlp ?? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT']
  const parts: WatchPart[] = []
  let address: string | undefined
  try {
    if (serve.address !== undefined || telemetry.textfile !== undefined) {
      const { createMetrics } = await import('./metrics/metrics.js')
      const metrics = await createMetrics(context)
      parts.push(metrics)
      if (telemetry.textfile !== undefined) {
        const { createTextfile } = await import('./metrics/textfile.js')
        parts.push(createTextfile(context, { metrics, file: telemetry.textfile }))
      }
      if (serve.address !== undefined) {
        const { openServer } = await import('./server/server.js')
        const server = await openServer(context, { metrics, address: serve.address })
        parts.push(server)
        address = server.address
      }
    }
    if (Object.keys(notify.channels).length > 0) {
      const { createNotifier } = await import('./notify/notifier.js')
      parts.push(createNotifier(context))
    }
    if (heartbeat.url !== undefined) {
      const { createPings } = await import('./heartbeat/pings.js')
      parts.push(createPings(context, heartbeat.url))
    }
    if (heartbeat.file !== undefined) {
      const { createHeartbeatFile } = await import('./heartbeat/heartbeat-file.js')
      parts.push(createHeartbeatFile(context, heartbeat.file))
    }
    if (env['NOTIFY_SOCKET'] !== undefined) {
      const { createSystemdNotices } = await import('./heartbeat/systemd.js')
      parts.push(createSystemdNotices(context))
    }
    if (otlp !== undefined) {
      const { createTracing } = await import('./tracing/tracing.js')
      parts.push(await createTracing(context, otlp))
    }
    return { parts, address }
  } catch (error) {
    await Promise.allSettled(parts.map((part) => part.close?.(undefined, AbortSignal.abort())))
    throw error
  }
}
