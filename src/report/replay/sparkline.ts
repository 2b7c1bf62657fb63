const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** The least and the most that a line of bars shows. */
export interface Scale {
  readonly least: number
  readonly most: number
}

/** A scale that all these figures fit on; undefined when there are none. */
export function scaleOf(figures: readonly (number | null)[]): Scale | undefined {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const figure of figures) {
    if (figure === null) continue
    least = Math.min(least, figure)
    most = Math.max(most, figure)
  }
  return least > most ? undefined : { least, most }
}

/** A bar a column, the last figure of each; a blank where it is not known. */
export function sparkline(figures: readonly (number | null)[], { least, most }: Scale, columns: number): string {
  return columnEnds(figures.length, columns)
    .map((end) => {
      const figure = figures[end - 1] ?? null
      if (figure === null) return ' '
      const height = most === least ? 0 : (figure - least) / (most - least)
      return BARS[Math.min(BARS.length - 1, Math.floor(height * BARS.length))] ?? ' '
    })
    .join('')
}

/** Where each of at most so many columns ends in a row of figures: the index after its last. */
export function columnEnds(length: number, columns: number): readonly number[] {
  const shown = Math.min(length, columns)
  return Array.from({ length: shown }, (_, column) => Math.round(((column + 1) * length) / shown))
}
