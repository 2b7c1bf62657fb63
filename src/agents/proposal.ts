import * as z from 'zod'
import type { OrderIntent } from '../desk/order.js'
import type { Json, Proposal, Restriction, Signal, Verdict, VerdictReason } from './agent.js'
import { fitsInJson } from './json-size.js'
import { copyPlain, describe, formatPath, maxProblems, type Problem } from './plain-data.js'

/** The most orders that one proposal may hold. */
export const maxOrders = 1000

const maxMemoryBytes = 64 * 1024

// The message of every schema below is what it expects; parseProposal adds the path and the value.
const text = z.string('text')
const name = text.min(1, 'text that is not empty')
const finite = z.number('a finite number')
const flag = z.boolean('true or false')
const amount = z
  .string('a positive decimal as text, such as "0.25"')
  .regex(/^(?=.*[1-9])(0|[1-9]\d{0,17})(\.\d{1,8})?$/, 'a positive plain decimal of at most 8 decimals, such as "0.25"')
const isoTime = 'an ISO time such as "2026-01-01T00:00:00Z"'
const time = z.iso.datetime({ offset: true, error: isoTime }).transform((iso) => new Date(iso).toISOString())

function between(low: number, high: number) {
  const expected = `a number from ${low} to ${high}`
  return z.number(expected).min(low, expected).max(high, expected)
}

const reason: z.ZodType<VerdictReason> = z.strictObject(
  {
    code: name,
    message: text,
    latch: flag.exactOptional(),
    unknown: flag.exactOptional(),
    value: finite.exactOptional(),
    limit: finite.exactOptional(),
    baseline: z
      .enum(
        ['session', 'dayStart', 'rolling24h', 'highWaterMark'],
        '"session", "dayStart", "rolling24h" or "highWaterMark"',
      )
      .exactOptional(),
  },
  'a reason',
)

const restriction: z.ZodType<Restriction> = z.strictObject(
  {
    symbol: name,
    state: z.enum(['reducing', 'halted'], '"reducing" or "halted"'),
    until: time.exactOptional(),
    reason: text,
  },
  'a restriction',
)

const verdict: z.ZodType<Verdict> = z.strictObject(
  {
    cycleId: name,
    state: z.enum(['active', 'reducing', 'halted'], '"active", "reducing" or "halted"'),
    reasons: z.array(reason, 'a list of reasons'),
    restrict: z.array(restriction, 'a list of restrictions').exactOptional(),
  },
  'a verdict',
)

const signal: z.ZodType<Signal> = z.strictObject(
  { symbol: name, direction: between(-1, 1), confidence: between(0, 1), reason: text },
  'a signal',
)

const protection = z.strictObject(
  { stop: amount.exactOptional(), takeProfit: amount.exactOptional(), until: time.exactOptional() },
  'a protection',
)

const stop = z.strictObject({ stop: amount }, 'a stop')

const order: z.ZodType<OrderIntent> = z
  .strictObject(
    {
      symbol: name,
      side: z.enum(['buy', 'sell'], '"buy" or "sell"'),
      quantity: amount.exactOptional(),
      notional: amount.exactOptional(),
      expectedPrice: amount.exactOptional(),
      reason: text,
      protect: protection.exactOptional(),
    },
    'an order',
  )
  .refine((order) => order.side === 'buy' || order.notional === undefined, {
    path: ['notional'],
    error: 'no notional in a sell (give its quantity)',
  })
  .refine(
    (order): order is typeof order & ({ quantity: string } | { notional: string }) =>
      (order.quantity === undefined) !== (order.notional === undefined),
    'either a quantity or a notional',
  )

/** A loop, as a record of a union costs more than all the rest of a proposal. */
const metrics = z.custom<NonNullable<Proposal['metrics']>>().check(({ value, issues }) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    issues.push({ code: 'custom', input: value, message: 'an object of metrics' })
  else
    for (const [key, input] of Object.entries<unknown>(value))
      if (typeof input === 'object')
        issues.push({ code: 'custom', path: [key], input, message: 'a finite number, text, true or false' })
})

const schema: z.ZodType<Proposal> = z.strictObject(
  {
    summary: text,
    verdict: verdict.exactOptional(),
    signals: z.array(signal, 'a list of signals').exactOptional(),
    orders: z.array(order, 'a list of orders').max(maxOrders, `at most ${maxOrders} orders`).exactOptional(),
    protect: z
      .record(z.string(), stop, 'an object of stops by symbol')
      .refine((stops) => Object.keys(stops).length <= maxOrders, `at most ${maxOrders} stops`)
      .exactOptional(),
    metrics: metrics.exactOptional(),
    data: z.custom<Json>().exactOptional(),
    memory: z
      .custom<Json>((memory) => fitsInJson(memory, maxMemoryBytes), {
        error: `at most ${maxMemoryBytes} bytes of JSON`,
      })
      .exactOptional(),
  },
  'a proposal',
)

/** A valid proposal and whether it asks for nothing, or what is wrong in one line. */
export type ParsedProposal =
  | { readonly ok: true; readonly proposal: Proposal; readonly noop: boolean }
  | { readonly ok: false; readonly message: string }

/**
 * Checks what an agent answered and copies it, so that nothing the agent does later can change it; never throws.
 * The message names up to five problems, each with its path, what was expected and what was found.
 */
export function parseProposal(value: unknown): ParsedProposal {
  const { copy, problems } = copyPlain(value)
  const parsed = schema.safeParse(copy)
  if (parsed.success && problems.length === 0) return { ok: true, proposal: parsed.data, noop: isNoop(parsed.data) }
  const fromSchema = parsed.error?.issues.flatMap((issue) => fromIssue(issue, copy)) ?? []
  const refused = new Set(problems.map((problem) => problem.path))
  return {
    ok: false,
    message: [...problems, ...fromSchema.filter((problem) => !refused.has(problem.path))]
      .slice(0, maxProblems)
      .map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`)
      .join('; '),
  }
}

function isNoop({ verdict, orders, signals, protect = {} }: Proposal): boolean {
  return verdict === undefined && !orders?.length && !signals?.length && Object.keys(protect).length === 0
}

function fromIssue(issue: z.core.$ZodIssue, root: unknown): Problem[] {
  const at = (path: readonly PropertyKey[], expected: string): Problem => ({
    path: formatPath(path),
    expected,
    got: describe(path.reduce<unknown>((value, key) => Object(value)[key], root)),
  })
  if (issue.code !== 'unrecognized_keys') return [at(issue.path, issue.message)]
  return issue.keys.map((key) => at([...issue.path, key], 'no such key'))
}
