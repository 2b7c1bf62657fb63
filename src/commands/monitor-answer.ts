import * as z from 'zod'
import type { Live, Overview } from '../watch/api.js'
import { UnseenError } from './monitor-source.js'

const LATEST_MS = 8.64e15
const epochMs = z.number().min(0).max(LATEST_MS)
const figure = z.number()
const text = z.string()
/** Longer ones are no money of this world. */
const decimal = z.string().regex(/^-?\d{1,30}(\.\d{1,30})?$/)
const timeZone = z.string().refine((zone) => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
})

const cycleStatus = z.enum(['success', 'degraded', 'halted', 'failed-closed', 'aborted', 'error'])
const runStatus = z.enum(['success', 'noop', 'failed', 'timeout', 'skipped', 'halted', 'aborted'])
const stateName = z.enum(['active', 'reducing', 'halted'])
const failure = z.looseObject({ code: text, message: text })
const reason = z.looseObject({
  code: text,
  message: text,
  cause: z.enum(['warning', 'limit', 'breach', 'unknown', 'kill-switch']),
  agent: text.optional(),
  latch: z.boolean().optional(),
})
const cycle = z.looseObject({
  id: text,
  status: z.enum([...cycleStatus.options, 'running', 'interrupted']),
  durationMs: figure.nullable(),
})
const order = z.looseObject({
  clientOrderId: text,
  agent: text,
  origin: text,
  symbol: text,
  side: text,
  quantity: decimal,
  reason: text,
  status: z.enum(['filled', 'denied', 'rejected', 'unresolved', 'sent']),
  code: text.nullable(),
  message: text.nullable(),
  at: text,
  price: decimal.nullable(),
})
const agent = z.looseObject({
  name: text,
  enabled: z.boolean(),
  health: z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']),
  breaker: z
    .discriminatedUnion('state', [
      z.looseObject({ state: z.enum(['closed', 'half-open']) }),
      z.looseObject({ state: z.literal('open'), triesInCycles: figure }),
    ])
    .nullable(),
  recentSuccessRate: figure.nullable(),
  consecutiveFailures: figure,
  averageMs: figure.nullable(),
  lastStatus: runStatus.nullable(),
  lastError: text.nullable(),
  summary: text.nullable(),
  recent: z.array(z.looseObject({ status: runStatus, durationMs: figure })),
})
const position = z.looseObject({
  symbol: text,
  quantity: decimal,
  price: decimal.nullable(),
  value: decimal.nullable(),
  unrealised: decimal.nullable(),
  holders: z.array(z.looseObject({ agent: text, protect: z.looseObject({ stop: decimal.optional() }).nullable() })),
})
const account = z.looseObject({
  asOf: text,
  cash: decimal,
  equity: decimal.nullable(),
  profit: decimal.nullable(),
  drawdownPercent: figure.nullable(),
  exposurePercent: figure.nullable(),
  dayProfit: decimal.nullable(),
  positions: z.array(position),
})
const request = z.looseObject({
  kind: text,
  reason: text.nullable(),
  who: text,
  at: text,
  appliedAt: text.nullable(),
  details: z.json(),
  result: z.json(),
})

/** As much of an overview as is shown or judged. */
const overview = z.looseObject({
  revision: text,
  version: text,
  timeZone,
  market: text,
  quote: text,
  intervalMs: figure,
  loop: z.looseObject({ pid: figure.nullable() }).nullable(),
  waits: z.looseObject({ cycleId: text, phase: text, until: text }).nullable(),
  standing: z.looseObject({
    state: z.enum([...stateName.options, 'unknown']),
    since: text.nullable(),
    reasons: z.array(reason),
    restrict: z.array(z.looseObject({ symbol: text, state: text, until: text.optional(), reason: text })),
    changes: text,
  }),
  cycleCount: figure,
  lastSealed: cycle.nullable(),
  agents: z.array(agent),
  account: account.nullable(),
  orders: z.array(order),
  openOrders: z.array(z.looseObject({ clientOrderId: text })),
  alerts: z.array(z.looseObject({ kind: text, message: text, raisedAt: text })),
  requests: z.array(request),
  overdue: text.nullable(),
})

const run = z.looseObject({
  agent: text,
  doing: z.enum(['queued', 'running', 'waiting', 'ended']),
  queuedMs: epochMs,
  retries: figure,
  attempts: z.array(
    z.looseObject({
      number: figure,
      startedMs: epochMs,
      deadlineMs: epochMs,
      endedMs: epochMs.nullable(),
      failure: failure.nullable(),
      ending: text.nullable(),
    }),
  ),
  retryAtMs: epochMs.nullable(),
  endedMs: epochMs.nullable(),
  status: runStatus.nullable(),
  failure: failure.nullable(),
  summary: text.nullable(),
})

const live = z.looseObject({
  nowMs: epochMs,
  doing: z.enum(['starting', 'running', 'sleeping', 'stopped']),
  sleepsUntilMs: epochMs.nullable(),
  cycle: z
    .looseObject({
      id: text,
      startedMs: epochMs,
      endedMs: epochMs.nullable(),
      skippedTicks: figure,
      status: cycleStatus.nullable(),
      graceMs: figure,
      runs: z.array(run),
    })
    .nullable(),
})

/** An overview that a server answered; throws UnseenError for what is none, or of another riskfirst. */
export function overviewIn(body: string): Overview {
  return answerIn(body, overview) as unknown as Overview // all of it that is shown has been checked
}

/** The same of what is live. */
export function liveIn(body: string): Live {
  return answerIn(body, live) as unknown as Live // all of it that is shown has been checked
}

function answerIn<Schema extends z.ZodType>(body: string, schema: Schema): z.output<Schema> {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch (error) {
    throw new UnseenError('it answers with no JSON: is that the address of a riskfirst?', { cause: error })
  }
  const { data, error } = schema.safeParse(answer)
  if (error === undefined) return data
  const path = error.issues[0]?.path.map(String).join('.') ?? ''
  const where = path === '' ? '' : ` (${path})`
  throw new UnseenError(`it answers what this riskfirst does not understand${where}: is it one of another version?`)
}
