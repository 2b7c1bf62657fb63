import * as z from 'zod'
import { copyPlain, describe, formatPath, maxProblems } from '../plain-data.js'
import { LeaderError } from './leader-error.js'
import type { CopybotSettings } from './settings.js'

/** A leader's portfolio that can be followed. */
export interface Leader {
  /** Shares of the leader's portfolio by symbol, over 0, together at most 1; the rest is cash. */
  readonly weights: Weights
  /** ISO UTC. */
  readonly asOf: string
  /** At the cycle; a little below 0 where clocks differ. */
  readonly ageMinutes: number
}

/** Shares of a portfolio by symbol. */
export type Weights = Readonly<Record<string, number>>

const maxPositions = 200
/** Weights that sum to 1 on paper need not do so in binary. */
const roundingError = 1e-9

// The message of every schema below is what it expects; the path and the value are added.
const weightBounds = { error: 'a weight from 0 to 1', abort: true } // the sum of wrong weights says nothing more
const symbol = z.string().regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}$/, 'a symbol such as "BTC/USDT"')
const portfolio = {
  version: z.literal(1, '1'),
  positions: z
    .record(
      symbol,
      z.number(weightBounds.error).min(0, weightBounds).max(1, weightBounds),
      'an object of weights by symbol',
    )
    .refine((weights) => Object.keys(weights).length <= maxPositions, `at most ${maxPositions} positions`)
    .refine((weights) => sum(weights) <= 1 + roundingError, 'weights that sum to at most 1'),
}
const isoTime = 'an ISO time such as "2026-01-01T00:00:00Z"'
const published = z.strictObject({ ...portfolio, asOf: z.iso.datetime({ offset: true, error: isoTime }) }, 'an object')
const sample = z.strictObject(
  { ...portfolio, minutesAgo: z.number('minutes').nonnegative('minutes, not negative') },
  'an object',
)

/** Reads a leader's JSON as of a cycle, whose time is ISO UTC; throws LeaderError when it is not to be trusted. */
export function parseLeader(text: string, now: string, settings: CopybotSettings): Leader {
  const document = parseJson(text)
  const nowMs = Date.parse(now)
  if (settings.leader === 'sample') {
    const { positions, minutesAgo } = checked(sample, document)
    return { weights: held(positions), asOf: isoOf(nowMs - minutesAgo * 60_000), ageMinutes: minutesAgo }
  }
  const { positions, asOf } = checked(published, document)
  const ageMinutes = (nowMs - Date.parse(asOf)) / 60_000
  refuseWrongAge(ageMinutes, settings)
  return { weights: held(positions), asOf: isoOf(Date.parse(asOf)), ageMinutes }
}

/** The sum of weights. */
export function sum(weights: Weights): number {
  return Object.values(weights).reduce((total, weight) => total + weight, 0)
}

function refuseWrongAge(ageMinutes: number, { maxAgeMinutes, maxAheadMinutes }: CopybotSettings): void {
  if (ageMinutes > maxAgeMinutes)
    throw new LeaderError(`stale: ${figure(ageMinutes)} min old, at most ${maxAgeMinutes} may be`)
  if (-ageMinutes > maxAheadMinutes)
    throw new LeaderError(`from the future: ${figure(-ageMinutes)} min ahead, at most ${maxAheadMinutes} may be`)
}

function figure(minutes: number): string {
  return String(Number(minutes.toFixed(2)))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new LeaderError(`expected JSON, got ${describe(text)}`, { cause: error })
  }
}

function checked<Value>(schema: z.ZodType<Value>, document: unknown): Value {
  // JSON has numbers and keys that no schema sees.
  const { copy, problems } = copyPlain(document)
  const { data, error } = schema.safeParse(copy)
  if (data !== undefined && problems.length === 0) return data
  const odd = problems.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`)
  const wrong = error?.issues.flatMap((issue) => problemsOf(issue, copy)) ?? []
  throw new LeaderError((odd.length > 0 ? odd : wrong).slice(0, maxProblems).join('; '))
}

function problemsOf(issue: z.core.$ZodIssue, document: unknown): readonly string[] {
  const valueAt = (path: readonly PropertyKey[]) =>
    describe(path.reduce<unknown>((value, key) => Object(value)[key], document))
  const at = (path: readonly PropertyKey[], expected: string, got = valueAt(path)) =>
    `${path.length === 0 ? 'the portfolio' : formatPath(path)}: expected ${expected}, got ${got}`
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => at([...issue.path, key], 'no such key'))
  if (issue.code === 'invalid_key')
    return [at(issue.path.slice(0, -1), issue.issues[0]?.message ?? issue.message, describe(String(issue.path.at(-1))))]
  return [at(issue.path, issue.message)]
}

function held(weights: Weights): Weights {
  return Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight > 0))
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
