import type { Context, Hono, MiddlewareHandler } from 'hono'
import * as z from 'zod'
import { maskedJson } from '../../../config/mask.js'
import { StoreError } from '../../../store/store-error.js'
import { MOST_CYCLES } from '../../read/cycles.js'
import { MOST_POINTS } from '../../read/series.js'
import type { ReadModels } from '../read-models.js'
import { Refusal, type ServerEnv } from '../refusal.js'
import { route } from './route.js'

/** What answers are read with. */
export interface ReadRoutes {
  readonly models: ReadModels
  readonly mask: (text: string) => string
  /** Who may read. */
  readonly guard: MiddlewareHandler<ServerEnv>
}

const number = (least: number, most: number) => {
  const error = `expected a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .refine((given) => given >= least && given <= most, { error })
}

const instant = z
  .string()
  .max(40)
  .refine((text) => Number.isFinite(Date.parse(text)), { error: 'expected an instant such as 2026-01-31T00:00:00Z' })

const cyclesQuery = z.strictObject({
  before: number(0, 999_999_999).optional(),
  limit: number(1, MOST_CYCLES).default(50),
})
const logsQuery = z.strictObject({ agent: z.string().max(100).optional() })
const seriesQuery = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  points: number(2, MOST_POINTS).default(800),
})

/** Serves what is known of the system, as JSON. */
export function serveReading(app: Hono<ServerEnv>, { models, mask, guard }: ReadRoutes): void {
  const json = (c: Context<ServerEnv>, text: string) => {
    c.header('Content-Type', 'application/json; charset=utf-8')
    return c.body(text)
  }
  const { past } = models
  const found = (c: Context<ServerEnv>, read: () => unknown) => {
    const model = readable(read)
    if (model === undefined) throw new Refusal(404, 'there is no such cycle')
    return json(c, maskedJson(model, mask))
  }
  route(app, 'GET', '/api/overview', guard, (c) => json(c, models.overview()))
  route(app, 'GET', '/api/live', guard, (c) => json(c, models.live()))
  route(app, 'GET', '/api/cycles', guard, (c) => {
    const query = queryOf(c, cyclesQuery)
    return found(c, () => past.cycles(query))
  })
  route(app, 'GET', '/api/cycles/:id', guard, (c) => {
    const id = cycleOf(c)
    return found(c, () => past.cycle(id))
  })
  route(app, 'GET', '/api/cycles/:id/logs', guard, (c) => {
    const query = { id: cycleOf(c), ...queryOf(c, logsQuery) }
    return found(c, () => past.logs(query))
  })
  route(app, 'GET', '/api/series', guard, (c) => {
    const query = queryOf(c, seriesQuery)
    return found(c, () => past.series(query))
  })
}

/** A record that is locked or damaged is said by who follows it; its path is nobody's business outside. */
function readable(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new Refusal(503, 'the record cannot be read at the moment')
  }
}

/** An id is looked for in the record, and made a path nowhere unless it is one. */
function cycleOf(c: Context<ServerEnv>): string {
  const id = c.req.param('id') ?? ''
  if (!/^c\d{6,12}$/.test(id)) throw new Refusal(404, 'there is no such cycle')
  return id
}

function queryOf<Schema extends z.ZodType>(c: Context<ServerEnv>, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(c.req.query())
  if (parsed.success) return parsed.data
  throw new Refusal(
    400,
    parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; '),
  )
}
