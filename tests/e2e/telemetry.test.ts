import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { run } from '../support/command.js'
import { parseExposition, valueOf } from '../watch/metrics/exposition.js'
import { collector } from '../watch/tracing/collector.js'

const script = `printf '{"summary":"traced","metrics":{"traceparent":"%s"}}' "$TRACEPARENT"`

it('traces each cycle as agents were told, and counts on in the textfile of the next run', async () => {
  const { url, received } = await collector()
  const folder = await freshDir()
  await writeFile(join(folder, 'mine.sh'), script)
  const config = {
    telemetry: { textfile: 'riskfirst.prom' },
    agents: { mine: { run: ['sh', 'mine.sh'] } },
  }
  await writeFile(join(folder, 'riskfirst.config.jsonc'), JSON.stringify(config))
  const figures = async () => parseExposition(await readFile(join(folder, 'riskfirst.prom'), 'utf8'))
  const args = ['run', '--interval', '0', '--json', '--cycles', '2']

  const first = await run(folder, args, { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SERVICE_NAME: 'desk' })
  expect(first).toMatchObject({ code: 0 })
  const spans = received.flatMap((one) => one.spans)
  const told = [...first.stdout.matchAll(/00-([0-9a-f]{32})-([0-9a-f]{16})-01/g)]
  expect(told.length).toBeGreaterThanOrEqual(2)
  for (const [, traceId, spanId] of told)
    expect(spans.filter((span) => span.traceId === traceId && span.spanId === spanId)).toHaveLength(1)
  expect(spans.filter(({ name }) => name === 'cycle')).toHaveLength(2)
  expect(received[0]?.resource).toMatchObject({ 'service.name': 'desk' })

  const before = await figures()
  expect(valueOf(before, 'riskfirst_cycles_total')).toBe(2)
  expect(valueOf(before, 'riskfirst_cycles_ended_total', { status: 'success' })).toBe(2)
  expect(valueOf(before, 'riskfirst_account_equity')).toBeGreaterThan(0)
  const second = await run(folder, args)
  expect(second).toMatchObject({ code: 0 })
  const after = await figures()
  expect(valueOf(after, 'riskfirst_cycles_total')).toBe(4)
  expect(valueOf(after, 'riskfirst_agent_executions_total', { agent: 'mine' })).toBe(4)
  expect(valueOf(after, 'riskfirst_cycles_ended_total', { status: 'success' })).toBe(2)
})
