const msPerDay = 86_400_000

/** The days of a year in a market that never closes. */
export const daysPerYear = 365

/** How many candles of this length a day has: 24 for an hour. */
export function barsPerDay(timeframeMs: number): number {
  return msPerDay / timeframeMs
}

/** How many candles of this length a year has: 8,760 for an hour. */
export function barsPerYear(timeframeMs: number): number {
  return (daysPerYear * msPerDay) / timeframeMs
}
