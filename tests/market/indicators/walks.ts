import * as fc from 'fast-check'

/** Prices without any pattern, enough of them for every period up to 40. */
export const walk = fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { minLength: 40, maxLength: 200 })

/** A period that every walk is long enough for. */
export const period = fc.integer({ min: 2, max: 14 })

/** A slow wave, long enough for a seed to be forgotten. */
export const wave = Array.from({ length: 900 }, (_, i) => 100 + 10 * Math.sin(i / 5) + 3 * Math.cos(i / 17))
