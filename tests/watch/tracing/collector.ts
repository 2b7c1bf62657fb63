import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { localServer } from '../../support/local-server.js'

type Attribute = { readonly key: string; readonly value: Readonly<Record<string, string | number | boolean>> }

/** A span as OTLP has it in JSON. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly Attribute[]
  readonly status: { readonly code: number; readonly message?: string }
}

interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
  }[]
}

/** What a collector was sent. */
export interface Received {
  readonly path: string
  readonly headers: NodeJS.Dict<string | string[]>
  readonly resource: Readonly<Record<string, unknown>>
  readonly spans: readonly OtlpSpan[]
}

/** Attributes as an object. */
export function attributesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

/** A collector of traces on this machine, which answers `status`; `hang` true: it takes everything and never answers. */
export async function collector({ status = () => 200, hang = false }: { status?: () => number; hang?: boolean } = {}) {
  const received: Received[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.parse(await text(request)) as OtlpBody // what is no OTLP fails the test
    const [first] = body.resourceSpans
    received.push({
      path: request.url ?? '',
      headers: request.headers,
      resource: attributesOf(first?.resource.attributes ?? []),
      spans: body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    })
    if (hang) return
    response.writeHead(status(), { 'content-type': 'application/json' })
    response.end('{}')
  }
  const url = await localServer((request, response) => void take(request, response))
  return { url: url.slice(0, -1), received }
}
