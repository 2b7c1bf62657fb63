import type { DeskHistory, StoredBaseline } from './journal.js'
import { formatValue, parseValue, type Value, valueToNumber } from './money.js'
import type { Baseline, BaselineName, Portfolio } from './portfolio.js'

/** An equity and the market time it was taken. */
export interface Mark {
  readonly atMs: number
  /** The same instant, ISO UTC. */
  readonly at: string
  readonly equity: Value
}

/** The figures that losses are measured against; only `advance` and `rebase` make new ones. */
export interface Baselines {
  readonly marks: Readonly<Partial<Record<BaselineName, Mark>>>
  /** What the rolling baseline is taken from: 5 minutes apart or more, oldest first, the first being the baseline. */
  readonly points: readonly Mark[]
}

/** A baseline that a person set anew, in exact figures. */
export interface Rebased {
  readonly name: BaselineName
  /** Null when there was none. */
  readonly before: StoredBaseline | null
  readonly after: StoredBaseline
}

const DAY_MS = 86_400_000
const POINT_SPACING_MS = 300_000
const NAMES: readonly BaselineName[] = ['session', 'dayStart', 'rolling24h', 'highWaterMark']

/** The first instant of an instant's UTC day. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS
}

/** The baselines as they were kept, with the equity since then that the rolling one needs. */
export function restoreBaselines({ baselines, equity }: Pick<DeskHistory, 'baselines' | 'equity'>): Baselines {
  const marks = Object.fromEntries(baselines.map((stored) => [stored.name, toMark(stored)]))
  const rolling: Mark | undefined = marks['rolling24h']
  const points: Mark[] = rolling === undefined ? [] : [rolling]
  for (const mark of equity.map(toMark)) if (isSpaced(points, mark)) points.push(mark)
  return { marks, points }
}

/** The ledger at the first candle of the UTC day that begins at `dayMs`; undefined when the market does not show it. */
export type DayOpen = (dayMs: number) => Value | undefined

/**
 * Folds an equity known for sure: `session` is the first one, `dayStart` the first of a UTC day (valued at the day's open
 * when the market shows it), `highWaterMark` the highest, `rolling24h` the last at or before 24 h ago, else the oldest.
 */
export function advance({ marks, points }: Baselines, now: Mark, dayOpen: DayOpen): Baselines {
  const moved = trimmed(isSpaced(points, now) ? [...points, now] : points, now.atMs - DAY_MS)
  const { session = now, dayStart, highWaterMark = now } = marks
  return {
    marks: {
      session,
      dayStart:
        dayStart !== undefined && dayOf(dayStart.atMs) === dayOf(now.atMs) ? dayStart : openingMark(now, dayOpen),
      rolling24h: moved[0] ?? now,
      highWaterMark: now.equity > highWaterMark.equity ? now : highWaterMark,
    },
    points: moved,
  }
}

/** Sets exactly the named baselines to `now`, as a person's `resume` does, and tells old and new. */
export function rebase(
  { marks, points }: Baselines,
  names: readonly BaselineName[],
  now: Mark,
): { readonly baselines: Baselines; readonly changes: readonly Rebased[] } {
  const changes = names.map((name) => {
    const before = marks[name]
    return { name, before: before === undefined ? null : toStored(name, before), after: toStored(name, now) }
  })
  const rebased = { ...marks, ...Object.fromEntries(names.map((name) => [name, now])) }
  return { baselines: { marks: rebased, points: names.includes('rolling24h') ? [now] : points }, changes }
}

/** The baselines as they are kept. */
export function storedBaselines({ marks }: Baselines): readonly StoredBaseline[] {
  return NAMES.flatMap((name) => {
    const mark = marks[name]
    return mark === undefined ? [] : [toStored(name, mark)]
  })
}

/** The baselines as numbers. */
export function viewBaselines({ marks }: Baselines): Portfolio['baselines'] {
  const views: { [Name in BaselineName]?: Baseline } = {}
  for (const name of NAMES) {
    const mark = marks[name]
    if (mark !== undefined) views[name] = { equity: valueToNumber(mark.equity), at: mark.at }
  }
  return views
}

function openingMark(now: Mark, dayOpen: DayOpen): Mark {
  const dayMs = dayOf(now.atMs)
  const equity = dayOpen(dayMs)
  return equity === undefined ? now : { atMs: dayMs, at: new Date(dayMs).toISOString(), equity }
}

/** Whether it is late enough after the last point; what lies before it never is. */
function isSpaced(points: readonly Mark[], { atMs }: Mark): boolean {
  const last = points.at(-1)
  return last === undefined || atMs - last.atMs >= POINT_SPACING_MS
}

/** Drops the points that a later one at or before `sinceMs` replaces. */
function trimmed(points: readonly Mark[], sinceMs: number): readonly Mark[] {
  const first = points.findIndex((_, index) => (points[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) > sinceMs)
  return first > 0 ? points.slice(first) : points
}

const toMark = ({ at, equity }: { at: string; equity: string }): Mark => ({
  atMs: Date.parse(at),
  at,
  equity: parseValue(equity),
})
const toStored = (name: BaselineName, { at, equity }: Mark): StoredBaseline => ({
  name,
  equity: formatValue(equity),
  at,
})
