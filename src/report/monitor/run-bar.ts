import type { LiveRun } from '../../watch/api.js'

/** The time that a row of bars is drawn to. */
export interface Axis {
  readonly fromMs: number
  readonly toMs: number
  /** Where it ends for what goes on. */
  readonly nowMs: number
  readonly columns: number
}

/**
 * A run as a bar: `·░░███▒▒↻██··│` for queued, an attempt, waiting to try again, trying again, and the deadline of the
 * attempt that goes on, if it lies on the axis. An attempt has at least one column.
 */
export function runBar(run: LiveRun, axis: Axis): string {
  const cells = Array.from({ length: axis.columns }, () => '·')
  const at = (epochMs: number) => columnAt(epochMs, axis)
  const paint = (cell: string, fromMs: number, toMs: number) =>
    cells.fill(cell, at(fromMs), Math.max(at(fromMs), at(toMs)))
  const { attempts, queuedMs, endedMs, doing } = run
  const overMs = endedMs ?? axis.nowMs
  const [first] = attempts
  paint('░', queuedMs, first?.startedMs ?? overMs)
  if (first === undefined && doing === 'running') paint('▒', queuedMs, overMs)
  if (first !== undefined) paint('▒', first.startedMs, overMs)
  for (const { number, startedMs, endedMs } of attempts) {
    const from = Math.min(at(startedMs), axis.columns - 1)
    cells.fill('█', from, Math.max(from + 1, at(endedMs ?? overMs)))
    if (number > 1) cells[from] = '↻'
  }
  const last = attempts.at(-1)
  if (doing === 'running' && last?.endedMs === null && last.deadlineMs < axis.toMs) cells[at(last.deadlineMs)] = '│'
  return cells.join('')
}

/** From 0 to the number of columns: what lies before the axis or behind it is at its ends. */
function columnAt(epochMs: number, { fromMs, toMs, columns }: Axis): number {
  const share = toMs > fromMs ? (epochMs - fromMs) / (toMs - fromMs) : 0
  return Math.min(columns, Math.max(0, Math.round(share * columns)))
}

/** A round time, at least so long: 1, 2 or 5 times a power of ten, so that bars grow and do not jump. */
export function roundUp(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 100)))
  return [1, 2, 5].map((times) => times * power).find((round) => round >= ms) ?? 10 * power
}
