/** How far two figures are apart, relative to the second; absolute below one. */
export function apart(got: number | undefined, expected: number | null | undefined): number {
  if (got === undefined || expected === null || expected === undefined) return Number.POSITIVE_INFINITY
  return Math.abs(got - expected) / Math.max(1, Math.abs(expected))
}
