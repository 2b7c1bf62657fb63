/** One row of the table, on stdout for tests/bench/run.js. */
export function report(row: {
  readonly what: string
  readonly got: string
  readonly limit: string
  readonly detail: string
}): void {
  process.stdout.write(`${JSON.stringify(row)}\n`)
}

/** The middle of some durations. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** Medians of several things, taken in turns, so that a busy machine is busy for each of them. */
export async function inTurns(rounds: number, works: readonly (() => unknown)[]): Promise<readonly number[]> {
  const durations = works.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, work] of works.entries()) {
      const startedMs = performance.now()
      await work()
      durations[index]?.push(performance.now() - startedMs)
    }
  return durations.map(median)
}
