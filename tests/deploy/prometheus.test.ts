import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { has } from '../support/processes.js'
import type { Family } from '../watch/metrics/exposition.js'
import { measured } from '../watch/metrics/measured.js'
import { ended, overview } from '../watch/metrics/watched-run.js'
import { askedBy } from './promql.js'

const file = (name: string) => new URL(`../../deploy/${name}`, import.meta.url)

const rule = z.strictObject({
  alert: z.string().regex(/^Riskfirst[A-Za-z]+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[smhd]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
  annotations: z.strictObject({ summary: z.string().min(10), description: z.string().min(20) }),
})
const rules = z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })) })
const alerts = rules
  .parse(parse(await readFile(file('prometheus-alerts.yml'), 'utf8')))
  .groups.flatMap((group) => group.rules)

const target = z.looseObject({ expr: z.string(), refId: z.string(), datasource: z.object({ uid: z.string() }) })
const panel = z.looseObject({
  id: z.int(),
  type: z.enum(['row', 'stat', 'timeseries', 'state-timeline', 'table']),
  title: z.string().min(1),
  gridPos: z.strictObject({ h: z.int(), w: z.int(), x: z.int(), y: z.int() }),
  targets: z.array(target).min(1).optional(),
})
const board = z
  .looseObject({
    title: z.literal('riskfirst'),
    schemaVersion: z.int().min(39),
    panels: z.array(panel),
    annotations: z.object({ list: z.array(z.looseObject({ name: z.string(), expr: z.string().optional() })) }),
    templating: z.object({
      list: z.array(z.looseObject({ name: z.string(), type: z.string(), definition: z.string().optional() })),
    }),
  })
  .parse(JSON.parse(await readFile(file('grafana-dashboard.json'), 'utf8')))

/** What Prometheus adds to all that it reads. */
const added = ['job', 'instance']
const ownOfPrometheus = new Map([['up', added]])

/** The labels of each series that a run exposes, by its name. */
async function exposed(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { metrics, known, read } = await measured()
  const cycle = ended()
  metrics.onEvent?.(cycle)
  const account = {
    cycleId: 'c000010',
    asOf: '2026-01-01T10:00:00.000Z',
    startingCash: '1',
    cash: '1',
    equity: '1',
    profit: '0',
    drawdownPercent: 0,
    exposurePercent: 0,
    dayProfit: '0',
    positions: [],
    books: [],
  }
  known.overview = overview({ account })
  const labelsOf = ({ samples, name, type }: Family) =>
    (type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map((suffix) => {
      const own = samples.filter((sample) => sample.name === `${name}${suffix}`)
      return [`${name}${suffix}`, [...new Set(own.flatMap(({ labels }) => Object.keys(labels)))]] as const
    })
  return new Map([...(await read()).values()].flatMap(labelsOf))
}
const series = await exposed()

/** What a query asks for that nothing exposes. */
function unknownIn(query: string): readonly string[] {
  return askedBy(query).flatMap(({ metric, labels }) => {
    const known = series.get(metric) ?? ownOfPrometheus.get(metric)
    if (known === undefined) return [`no figure ${metric} in: ${query}`]
    return labels
      .filter((label) => ![...known, ...added].includes(label))
      .map((label) => `${metric} has no label ${label} in: ${query}`)
  })
}

describe('the alert rules', () => {
  it.each(alerts.map(({ alert, expr }) => [alert, expr]))('ask for what is exposed: %s', (_alert, expr) => {
    expect(askedBy(expr).length).toBeGreaterThan(0)
    expect(unknownIn(expr)).toEqual([])
  })

  it('tell of what must wake somebody, and of labels that they have', () => {
    const critical = alerts.filter(({ labels }) => labels.severity === 'critical').map(({ alert }) => alert)
    expect(critical).toEqual(
      expect.arrayContaining([
        'RiskfirstGone',
        'RiskfirstLate',
        'RiskfirstHalted',
        'RiskfirstFailedClosed',
        'RiskfirstDiskLow',
      ]),
    )
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
    for (const { expr, annotations } of alerts) {
      const told = [
        ...Object.values(annotations)
          .join(' ')
          .matchAll(/\$labels\.(\w+)/g),
      ].map(([, label]) => label)
      const known = askedBy(expr).flatMap(({ metric }) => series.get(metric) ?? added)
      expect(told.filter((label) => label === undefined || !known.includes(label))).toEqual([])
    }
  })

  it.skipIf(!has('promtool'))('are taken by promtool', () => {
    const { status, stdout } = spawnSync('promtool', ['check', 'rules', file('prometheus-alerts.yml').pathname])
    expect({ status, said: String(stdout) }).toMatchObject({ status: 0 })
  })
})

describe('the example for Prometheus', () => {
  it('reads /metrics under the name that rules and dashboard know, and loads the rules', async () => {
    const config: unknown = parse(await readFile(file('prometheus.yml'), 'utf8'))
    expect(config).toMatchObject({
      rule_files: ['prometheus-alerts.yml'],
      scrape_configs: [{ job_name: 'riskfirst', metrics_path: '/metrics' }],
    })
    expect(alerts.flatMap(({ expr }) => [...expr.matchAll(/job="(\w+)"/g)].map(([, job]) => job))).toContain(
      'riskfirst',
    )
  })
})

describe('the dashboard', () => {
  const queries = [
    ...board.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
    ...board.annotations.list.flatMap(({ name, expr }) => (expr === undefined ? [] : [[name, expr] as const])),
  ]

  it.each(queries)('asks for what is exposed: %s', (_title, expr) => {
    const query = expr.replaceAll('$__rate_interval', '5m')
    expect(askedBy(query).length).toBeGreaterThan(0)
    expect(unknownIn(query)).toEqual([])
    for (const { labels } of askedBy(query)) expect(labels).toEqual(expect.arrayContaining(added))
  })

  it('takes a data source of its reader, and shows what there is to choose', () => {
    expect(board.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['datasource', 'datasource'],
      ['job', 'query'],
      ['instance', 'query'],
    ])
    for (const { definition } of board.templating.list.slice(1)) expect(definition).toMatch(/riskfirst_build_info/)
    expect(series.has('riskfirst_build_info')).toBe(true)
    const sources = board.panels.flatMap(({ targets = [] }) => targets.map(({ datasource }) => datasource.uid))
    expect(new Set(sources)).toEqual(new Set(['${datasource}']))
  })

  it('has its panels in rows, each in a place of its own', () => {
    const rows = board.panels.filter(({ type }) => type === 'row').map(({ title }) => title)
    expect(rows).toEqual(['State and money', 'Cycles', 'Agents', 'Orders', 'Disk and process'])
    const places = board.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => ({ x: x + (index % w), y: y + Math.floor(index / w) })),
    )
    expect(Math.max(...places.map(({ x }) => x))).toBe(23)
    expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(places.length)
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length)
    for (const { targets = [] } of board.panels)
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
  })
})

describe('every exposed figure', () => {
  it('says what it is', async () => {
    const { families } = await measured()
    for (const { help } of families.values()) expect(help).toMatch(/^\S.{10,}[^\s]$/)
  })
})
