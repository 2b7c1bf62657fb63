import type { Grid } from '../orchestrator/cadence.js'
import type { RecordedSpan } from './recorded-agent.js'

/** The market time that is replayed, epoch ms; without an end (Infinity) as far as there is data. */
export interface ReplaySpan {
  readonly fromMs: number
  readonly toMs: number
}

/** Whether the proposals of a record answer from the first cycle of a span to its last, as far as its end is known. */
export function isCovered({ fromMs, toMs }: ReplaySpan, { from, to }: RecordedSpan, grid: Grid): boolean {
  const firstMs = nextOn(grid, fromMs)
  const unansweredMs = nextOn(grid, Date.parse(to)) + grid.intervalMs
  return Date.parse(from) <= firstMs && (unansweredMs > toMs || toMs === Number.POSITIVE_INFINITY)
}

function nextOn({ intervalMs, offsetMs }: Grid, atMs: number): number {
  return Math.ceil((atMs - offsetMs) / intervalMs) * intervalMs + offsetMs
}
