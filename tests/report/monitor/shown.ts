import { monitorFrame } from '../../../src/report/monitor/frame.js'
import type { Shown, Sight } from '../../../src/report/monitor/sight.js'
import { runningLive, watchedOverview } from '../../support/watched-system.js'

/** When all of it is shown. */
export const nowMs = Date.parse('2026-01-01T12:00:00Z')

/** A system in the middle of a cycle, unless told otherwise. */
export function sightOf(overview: Partial<Sight['overview']> = {}, live = runningLive(nowMs)): Sight {
  return { overview: { ...watchedOverview(nowMs), ...overview }, live, notes: [] }
}

/** A frame as its lines. */
export function frameOf(
  shown: Partial<Shown>,
  { columns = 80, rows = Number.POSITIVE_INFINITY }: { readonly columns?: number; readonly rows?: number } = {},
): readonly string[] {
  const all = { name: 'data', sight: sightOf(), nowMs, ageMs: 0, unseen: undefined, ...shown }
  return monitorFrame(all, { columns, rows, colours: false, hint: '' })
}
