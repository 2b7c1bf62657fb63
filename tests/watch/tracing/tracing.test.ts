import { describe, expect, it } from 'vitest'
import { createTraceIds } from '../../../src/executors/trace-context.js'
import { systemTimer } from '../../../src/system-clocks.js'
import { traceEndpoint } from '../../../src/watch/tracing/otel-variables.js'
import { createTracing } from '../../../src/watch/tracing/tracing.js'
import { report, run } from '../../report/reports.js'
import { context, ended } from '../metrics/watched-run.js'
import { attributesOf, collector, type OtlpSpan } from './collector.js'

const gone = new AbortController().signal

/** What is sent of the end of a cycle. */
async function traced(endpoint: string, env: Record<string, string> = {}, secrets: string[] = []) {
  const { context: given, said } = context({ env, secrets })
  const part = await createTracing({ ...given, clocks: { ...given.clocks, timer: systemTimer } }, endpoint)
  return { part, said }
}

const named = (spans: readonly OtlpSpan[], name: string) => spans.filter((span) => span.name === name)

describe('traces', () => {
  it('are the cycle, its phases, their runs and the attempts of those, when they were', async () => {
    const { url, received } = await collector()
    const { part, said } = await traced(url)
    part.onEvent?.(ended())
    await part.close?.({ code: 0 }, gone)
    const [{ path, spans, resource } = { path: '', spans: [], resource: {} }] = received
    expect(received).toHaveLength(1)
    expect(path).toBe('/v1/traces')
    expect(resource).toMatchObject({ 'service.name': 'riskfirst', 'service.version': '1.2.3' })
    const tree = (parent: string | undefined, depth = 0): string[] =>
      spans
        .filter(({ parentSpanId }) => (parentSpanId ?? '') === (parent ?? ''))
        .flatMap(({ name, spanId }) => [`${'  '.repeat(depth)}${name}`, ...tree(spanId, depth + 1)])
    expect(tree(undefined)).toEqual([
      'cycle',
      '  phase critical',
      '    run risk',
      '      attempt 1',
      '      attempt 2',
      '  phase parallel',
      ...['trading', 'strategy', 'copybot', 'sentiment'].flatMap((agent) => [`    run ${agent}`, '      attempt 1']),
    ])
    const [cycle] = named(spans, 'cycle')
    const { startedAt, durationMs } = report()
    expect(Number(cycle?.startTimeUnixNano) / 1e6).toBe(Date.parse(startedAt))
    expect((Number(cycle?.endTimeUnixNano) - Number(cycle?.startTimeUnixNano)) / 1e6).toBeCloseTo(durationMs, 0)
    expect(attributesOf(cycle?.attributes ?? [])).toMatchObject({
      'riskfirst.cycle.id': 'c000010',
      'riskfirst.cycle.status': 'degraded',
      'riskfirst.trading_state': 'active',
    })
    const [copybot] = named(spans, 'run copybot')
    expect(copybot?.status).toEqual({ code: 2, message: 'no answer within 300.0s' })
    expect(attributesOf(copybot?.attributes ?? [])).toMatchObject({
      'riskfirst.run.status': 'timeout',
      'error.type': 'timeout',
    })
    expect(named(spans, 'run risk')[0]?.status).toEqual({ code: 0 })
    expect(said).toEqual([])
  })

  it('have the ids that agents were told', async () => {
    const { url, received } = await collector()
    const { part } = await traced(url)
    part.onEvent?.(ended())
    await part.close?.({ code: 0 }, gone)
    const spans = received.flatMap((one) => one.spans)
    const { cycle } = report()
    const [, traceId, spanId] = createTraceIds('/data').traceparent('risk', { cycle, attempt: 2 }).split('-')
    expect(spans.filter((span) => span.spanId === spanId)).toMatchObject([{ traceId, name: 'attempt 2' }])
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]))
    expect(new Set(spans.map((span) => span.spanId)).size).toBe(spans.length)
  })

  it('go where the variables of OpenTelemetry say, with what they say', async () => {
    const { url, received } = await collector()
    const { part } = await traced(`${url}/own/path?a=b`, {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/own/path?a=b`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi,x-team = a=b',
      OTEL_SERVICE_NAME: 'desk',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=paper%20money,service.name=other,broken',
    })
    part.onEvent?.(ended())
    await part.close?.({ code: 0 }, gone)
    expect(received[0]).toMatchObject({
      path: '/own/path?a=b',
      headers: { authorization: 'Basic YTpi', 'x-team': 'a=b' },
      resource: { 'service.name': 'desk', 'deployment.environment.name': 'paper money' },
    })
  })

  it.each([
    ['/', '/v1/traces'],
    ['/otlp', '/otlp/v1/traces'],
    ['/v1/traces', '/v1/traces'],
  ])('go to an endpoint with the path %s at %s', async (path, sent) => {
    const { url, received } = await collector()
    const { part } = await traced(`${url}${path}`)
    part.onEvent?.(ended())
    await part.close?.({ code: 0 }, gone)
    expect(received.map((one) => one.path)).toEqual([sent])
  })

  it('go nowhere when the variables are empty, or say so', () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318'
    expect(traceEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '' })).toBe(
      OTEL_EXPORTER_OTLP_ENDPOINT,
    )
    expect(traceEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBeUndefined()
    expect(traceEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' })).toBeUndefined()
    expect(traceEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined()
  })

  it('are sent again when a collector is busy', async () => {
    const statuses = [503, 200]
    const { url, received } = await collector({ status: () => statuses.shift() ?? 200 })
    const { part, said } = await traced(url)
    part.onEvent?.(ended())
    await part.close?.({ code: 0 }, gone)
    expect(received).toHaveLength(2)
    expect(received[1]?.spans).toEqual(received[0]?.spans)
    expect(said).toEqual([])
  })

  it('say once that nobody takes them, and again when somebody does, without what is secret', async () => {
    let status = 403
    const { url, received } = await collector({ status: () => status })
    const { part, said } = await traced(`${url.replace('//', '//user:hunter2hunter2@')}/otlp?key=hunter2hunter2`)
    const sentTo = async (count: number) => {
      for (let cycle = 0; cycle < 40; cycle++) part.onEvent?.(ended())
      while (received.length < count) await new Promise((resolve) => setImmediate(resolve))
    }
    await sentTo(1)
    status = 200
    await part.close?.({ code: 0 }, gone)
    expect(said[0]).toContain(`traces: ${url} does not take them`)
    expect(said.join('\n')).not.toContain('hunter2')
    expect(said).toHaveLength(2)
    expect(said[1]).toBe(`traces: ${url} takes them again`)
  })

  it('hold nobody up when the other end hangs or is dead: what waits is bounded, and so is the end', async () => {
    const { url } = await collector({ hang: true })
    for (const endpoint of [url, 'http://127.0.0.1:9']) {
      const { part, said } = await traced(endpoint)
      const before = performance.now()
      for (let cycle = 0; cycle < 2_000; cycle++) part.onEvent?.(ended())
      expect((performance.now() - before) / 2_000).toBeLessThan(5)
      const closing = performance.now()
      await part.close?.({ code: 0 }, gone)
      expect(performance.now() - closing).toBeLessThan(5_000)
      expect(said).toEqual([expect.stringContaining('has not taken the last ones')])
      const aborting = await traced(endpoint)
      aborting.part.onEvent?.(ended())
      const aborted = performance.now()
      await aborting.part.close?.({ code: 0 }, AbortSignal.abort())
      expect(performance.now() - aborted).toBeLessThan(1_000)
    }
  }, 30_000)

  it('are none, and that is said, without the packages or without an address', async () => {
    const { context: given, said } = context({ secrets: ['hunter2'] })
    const missing = () => Promise.reject(new Error("Cannot find package '@opentelemetry/api'\nRequire stack"))
    const part = await createTracing(given, 'http://127.0.0.1:4318', missing)
    part.onEvent?.(ended())
    await part.close?.({ code: 0 }, gone)
    await createTracing(given, 'collector:4318/hunter2')
    expect(said).toEqual([
      expect.stringMatching(/^traces: none are sent.*Cannot find package '@opentelemetry\/api'\); .*npm install @/),
      'traces: none are sent: expected an endpoint such as "http://127.0.0.1:4318", got "collector:4318/[masked]"',
    ])
  })

  it('tell of a failure no more than a line of it, and of runs that were never made', async () => {
    const { url, received } = await collector()
    const { part } = await traced(url)
    const failure = { code: 'threw', message: 'x'.repeat(100_000) } as const
    const runs = [
      run('risk', { status: 'failed', failure, attempts: [{ number: 1, durationMs: 45_100, failure }] }),
      run('trading', {
        status: 'skipped',
        attempts: [],
        durationMs: 0,
        failure: { code: 'not-due', message: 'not now' },
      }),
    ]
    part.onEvent?.(ended({ runs, status: 'failed-closed' }))
    await part.close?.({ code: 0 }, gone)
    const spans = received.flatMap((one) => one.spans)
    expect(named(spans, 'run risk')[0]?.status.message).toHaveLength(301)
    const [skipped] = named(spans, 'run trading')
    expect(skipped?.status).toEqual({ code: 0 })
    expect(skipped?.startTimeUnixNano).toBe(skipped?.endTimeUnixNano)
    expect(attributesOf(skipped?.attributes ?? [])).toMatchObject({ 'error.type': 'not-due' })
    expect(named(spans, 'cycle')[0]?.status.code).toBe(2)
  })
})
