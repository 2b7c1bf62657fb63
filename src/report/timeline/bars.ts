import type { PlacedRun, Span } from './timeline.js'

/** What a bar is drawn to: so much time on so many columns. */
export interface Scale {
  readonly durationMs: number
  readonly columns: number
}

/**
 * A run as a bar: `··░░███▒▒↻███··` for queued, running, waiting to try again, trying again. The shortest attempt has one
 * column. Queueing begins with the phase.
 */
export function runBar({ attempts, ...run }: PlacedRun, queuedFromMs: number, scale: Scale): string {
  const cells = Array.from({ length: scale.columns }, () => '·')
  const paint = (cell: string, [first, last]: Columns) => cells.fill(cell, first, last + 1)
  paint('░', columnsIn({ beginMs: queuedFromMs, endMs: run.beginMs }, scale))
  paint('▒', columnsIn(run, scale)) // what is no attempt
  for (const { attempt, beginMs, ...span } of attempts) {
    const endMs = attempt.failure === undefined ? run.endMs : span.endMs // its answer was on its way
    paint('█', columnsOf({ beginMs, endMs }, scale))
    if (attempt.number > 1) paint('↻', columnsOf({ beginMs, endMs: beginMs }, scale))
  }
  return cells.join('')
}

/** A span of time as `···├────┤··`; as `│` in a single column. */
export function bracket(span: Span, scale: Scale): string {
  const [first, last] = columnsOf(span, scale)
  const drawn = first === last ? '│' : `├${'─'.repeat(last - first - 1)}┤`
  return `${'·'.repeat(first)}${drawn}${'·'.repeat(scale.columns - 1 - last)}`
}

type Columns = readonly [first: number, last: number]

/** The columns whose middles lie in a span; the last comes before the first where there is none. */
function columnsIn({ beginMs, endMs }: Span, { durationMs, columns }: Scale): Columns {
  const stepMs = durationMs / columns
  return [Math.max(0, Math.ceil(beginMs / stepMs - 0.5)), Math.min(columns, Math.ceil(endMs / stepMs - 0.5)) - 1]
}

/** The same, but at least the column that the span begins in. */
function columnsOf(span: Span, scale: Scale): Columns {
  const [first, last] = columnsIn(span, scale)
  if (last >= first) return [first, last]
  const only = Math.min(Math.floor((span.beginMs / scale.durationMs) * scale.columns), scale.columns - 1)
  return [only, only]
}
