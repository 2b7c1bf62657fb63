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
  const symbols = [...new Set(roundTrips.map((trip) => trip.symbol))]
  return {
    reasons: pauses(roundTrips, account, asOfMs).map(({ code, message, value, limit }) => ({
      code,
      message: `the account: ${message}`,
      value,
      limit,
    })),
    restrict: symbols.flatMap((name) => {
      const trips = roundTrips.filter((trip) => trip.symbol === name)
      return pauses(trips, symbol, asOfMs).map(({ until, message }) => ({
        symbol: name,
        state: 'reducing',
        until,
        reason: message,
      }))
    }),
  }
}

function pauses(trips: readonly RoundTrip[], settings: ProtectionSettings, asOfMs: number): readonly Pause[] {
  return [...afterStreak(trips, settings), ...afterLosses(trips, settings)].filter(
    ({ until }) => Date.parse(until) > asOfMs,
  )
}

/** From the last of the losses in a row on; one more begins it anew. */
function afterStreak(
  trips: readonly RoundTrip[],
  { lossesInARow: limit, coolDownMinutes }: ProtectionSettings,
): Pause[] {
  const lastGain = trips.findLastIndex(({ profit }) => profit >= 0)
  const streak = trips.length - 1 - lastGain
  const last = trips.at(-1)
  if (limit === null || streak < limit || last === undefined) return []
  const until = later(last.closedAt, coolDownMinutes)
  return [{ code: 'loss-streak', until, message: pausing(`${streak} losses in a row`, until), value: streak, limit }]
}

/** From the last loss on that was one too many for its window. */
function afterLosses(
  trips: readonly RoundTrip[],
  { lossesInWindow: limit, windowMinutes, stopMinutes }: ProtectionSettings,
): Pause[] {
  if (limit === null) return []
  const losses = trips.filter(({ profit }) => profit < 0).map(({ closedAt }) => closedAt)
  const isTooMany = (closedAt: string, index: number) => {
    const first = losses[index - limit + 1]
    return first !== undefined && Date.parse(closedAt) - Date.parse(first) <= windowMinutes * msPerMinute
  }
  const last = losses.findLast(isTooMany)
  if (last === undefined) return []
  const until = later(last, stopMinutes)
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

function later(iso: string, minutes: number): string {
  return new Date(Date.parse(iso) + minutes * msPerMinute).toISOString()
}

function pausing(why: string, until: string): string {
  return `${why}: reductions only until ${until.slice(0, 16)}Z`
}
