import { decoded } from '../web-address.js'

/** The variables of OpenTelemetry that a watch was given. */
export type OtelVariables = Readonly<Record<string, string | undefined>>

/** The endpoint that the variables name, empty ones being none; undefined where they say that nothing is to be sent. */
export function traceEndpoint(env: OtelVariables): string | undefined {
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none'
  const named = [env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'], env['OTEL_EXPORTER_OTLP_ENDPOINT']]
  return isOff ? undefined : named.find((endpoint) => endpoint !== undefined && endpoint !== '')
}

/** Where traces go, with what, and in whose name. */
export interface TraceTarget {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly resource: Readonly<Record<string, string>>
}

const OWN_PATH = /\/v1\/traces\/?$/

/**
 * What the endpoint and the variables say; an endpoint is the base, but for one that is of traces alone. Undefined when it
 * is no address of HTTP.
 */
export function traceTarget(endpoint: string, env: OtelVariables): TraceTarget | undefined {
  const ownName = env['OTEL_SERVICE_NAME']
  const url = urlOf(endpoint, env)
  if (url === undefined) return undefined
  return {
    url,
    headers: {
      ...listed(env['OTEL_EXPORTER_OTLP_HEADERS']),
      ...listed(env['OTEL_EXPORTER_OTLP_TRACES_HEADERS']),
    },
    resource: {
      'service.name': 'riskfirst',
      ...listed(env['OTEL_RESOURCE_ATTRIBUTES']),
      ...(ownName === undefined || ownName === '' ? {} : { 'service.name': ownName }),
    },
  }
}

function urlOf(endpoint: string, env: OtelVariables): string | undefined {
  if (!/^https?:/i.test(endpoint) || !URL.canParse(endpoint)) return undefined
  if (endpoint === env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) return endpoint
  const url = new URL(endpoint)
  if (!OWN_PATH.test(url.pathname)) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  return url.href
}

/** `name=value,name=value`, values percent-encoded; what is no such pair is left out. */
function listed(text = ''): Record<string, string> {
  return Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const at = pair.indexOf('=')
      const name = pair.slice(0, at).trim()
      return at > 0 && name !== '' ? [[name, decoded(pair.slice(at + 1).trim())]] : []
    }),
  )
}
