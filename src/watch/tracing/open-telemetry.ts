import type * as Api from '@opentelemetry/api'
import type * as Exporter from '@opentelemetry/exporter-trace-otlp-http'
import type * as Resources from '@opentelemetry/resources'
import type * as Trace from '@opentelemetry/sdk-trace-base'
import type { TraceTarget } from './otel-variables.js'
import type { TracedSpan } from './spans.js'

/** The packages of OpenTelemetry, which are optional. */
export interface OpenTelemetry {
  readonly api: typeof Api
  readonly trace: typeof Trace
  readonly exporter: typeof Exporter
  readonly resources: typeof Resources
}

/** Loads them; rejects when one is not installed. */
export async function loadOpenTelemetry(): Promise<OpenTelemetry> {
  const [api, trace, exporter, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  return { api, trace, exporter, resources }
}

/** Sends spans in the background. */
export interface SpanSender {
  send(spans: readonly TracedSpan[]): void
  /** Sends what is left; may take as long as the other end takes. */
  close(): Promise<void>
}

/** What a sender is made of. */
export interface SenderOptions {
  readonly target: TraceTarget
  /** Of riskfirst. */
  readonly version: string
  /** Told of every heap of spans, whether it arrived. */
  readonly sent: (error: Error | undefined) => void
}

/** A sender over OTLP/HTTP with JSON: what waits is bounded, and what does not arrive is tried again for a while. */
export function openSender(open: OpenTelemetry, { target, version, sent }: SenderOptions): SpanSender {
  const { url, headers } = target
  const exporter = new open.exporter.OTLPTraceExporter({ url, headers: { ...headers } })
  const processor = new open.trace.BatchSpanProcessor({
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const code: number = result.code // 0 is success; the package that names it is none that we have
        sent(code === 0 ? undefined : (result.error ?? new Error('not taken')))
        done(result)
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  })
  const resource = open.resources.resourceFromAttributes({ ...target.resource, 'service.version': version })
  const toSpan = readable(open, { resource, instrumentationScope: { name: 'riskfirst', version } })
  return {
    send(spans) {
      for (const span of spans) processor.onEnd(toSpan(span))
    },
    async close() {
      await processor.forceFlush()
      await exporter.forceFlush() // what was on its way
      await processor.shutdown()
    },
  }
}

type Origin = Pick<Trace.ReadableSpan, 'resource' | 'instrumentationScope'>

/** Puts a span into the shape that the packages have for one that has ended. */
function readable({ api }: OpenTelemetry, origin: Origin): (span: TracedSpan) => Trace.ReadableSpan {
  const contextOf = (traceId: string, spanId: string): Api.SpanContext => ({
    traceId,
    spanId,
    traceFlags: api.TraceFlags.SAMPLED,
  })
  return ({ traceId, id, parentId, name, beginMs, endMs, attributes, error }) => ({
    ...origin,
    name,
    kind: api.SpanKind.INTERNAL,
    spanContext: () => contextOf(traceId, id),
    ...(parentId === undefined ? {} : { parentSpanContext: contextOf(traceId, parentId) }),
    startTime: split(beginMs),
    endTime: split(endMs),
    duration: split(endMs - beginMs),
    status:
      error === undefined ? { code: api.SpanStatusCode.UNSET } : { code: api.SpanStatusCode.ERROR, message: error },
    attributes: { ...attributes },
    links: [],
    events: [],
    ended: true,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  })
}

/** Whole seconds and nanoseconds. */
function split(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.min(Math.round((ms - seconds * 1000) * 1e6), 999_999_999)]
}
