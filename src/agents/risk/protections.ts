import type { RoundTrip } from '../../desk/portfolio.js'
import type { Restriction, VerdictReason } from '../agent.js'
import type { ProtectionSettings } from './settings.js'

const msPerMinute = 60_000

/** Why nothing more is bought for a while. */
interface Pause {
  readonly code: 'loss-streak' | 'losing-trips'
  /** ISO UTC. */
  readonly until: string
  readonly message: string
  readonly value: number
  readonly limit: number
}

/** The pauses that hold at `asOfMs`, for the account and by symbol. */
export interface Protections {
  readonly reasons: readonly VerdictReason[]
  readonly restrict: readonly Restriction[]
}

/** Judges the last round trips: a cool-down after losses in a row, and a stop after so many losses within a window. */
export function protect(
  roundTrips: readonly RoundTrip[],
  { account, symbol }: { readonly account: ProtectionSettings; readonly symbol: ProtectionSettings },
  asOfMs: number,
): Protections {
  return {
    reasons: pauses(roundTrips, account, asOfMs).map(({ code, message, value, limit }) => ({
      code,
      message: `the account: ${message}`,
      value,
      limit,
    })),
    restrict: [...bySymbol(roundTrips)].flatMap(([name, trips]) =>
      pauses(trips, symbol, asOfMs).map(({ until, message }) => ({
        symbol: name,
        state: 'reducing',
        until,
        reason: message,
      })),
    ),
  }
}

function bySymbol(roundTrips: readonly RoundTrip[]): ReadonlyMap<string, readonly RoundTrip[]> {
  const groups = new Map<string, RoundTrip[]>()
  for (const trip of roundTrips) {
    const group = groups.get(trip.symbol)
    if (group === undefined) groups.set(trip.symbol, [trip])
    else group.push(trip)
  }
  return groups
}

function pauses(trips: readonly RoundTrip[], settings: ProtectionSettings, asOfMs: number): readonly Pause[] {
  return [...afterStreak(trips, settings, asOfMs), ...afterLosses(trips, settings, asOfMs)]
}

/** From the last of the losses in a row on; one more begins it anew. */
function afterStreak(
  trips: readonly RoundTrip[],
  { lossesInARow: limit, coolDownMinutes }: ProtectionSettings,
  asOfMs: number,
): Pause[] {
  const lastGain = trips.findLastIndex(({ profit }) => profit >= 0)
  const streak = trips.length - 1 - lastGain
  const last = trips.at(-1)
  if (limit === null || streak < limit || last === undefined) return []
  const until = untilAfter(last.closedAt, coolDownMinutes, asOfMs)
  if (until === undefined) return []
  return [{ code: 'loss-streak', until, message: pausing(`${streak} losses in a row`, until), value: streak, limit }]
}

/** From the last loss on that was one too many for its window. */
function afterLosses(
  trips: readonly RoundTrip[],
  { lossesInWindow: limit, windowMinutes, stopMinutes }: ProtectionSettings,
  asOfMs: number,
): Pause[] {
  if (limit === null) return []
  const losses = trips.filter(({ profit }) => profit < 0).map(({ closedAt }) => closedAt)
  const isTooMany = (closedAt: string, index: number) => {
    const first = losses[index - limit + 1]
    return first !== undefined && Date.parse(closedAt) - Date.parse(first) <= windowMinutes * msPerMinute
  }
  const last = losses.findLast(isTooMany)
  const until = last === undefined ? undefined : untilAfter(last, stopMinutes, asOfMs)
  if (until === undefined) return []
  return [
    {
      code: 'losing-trips',
      until,
      message: pausing(`${limit} losing round trips within ${windowMinutes} min`, until),
      value: limit,
      limit,
    },
  ]
}

/** So many minutes after an instant, ISO UTC; undefined when that is over at `asOfMs`. */
function untilAfter(iso: string, minutes: number, asOfMs: number): string | undefined {
  const untilMs = Date.parse(iso) + minutes * msPerMinute
  return untilMs > asOfMs ? new Date(untilMs).toISOString() : undefined
}

function pausing(why: string, until: string): string {
  return `${why}: reductions only until ${until.slice(0, 16)}Z`
}
