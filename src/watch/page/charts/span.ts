import type { Range } from '../../../report/charts/timeline.js'

/** Which part of the record the pictures show, in market time. */
export type Span =
  | { readonly kind: 'all' }
  | { readonly kind: 'last'; readonly hours: number }
  /** What somebody drew a box around. */
  | { readonly kind: 'zoomed'; readonly range: Range }

/** All of it. */
export const ALL: Span = { kind: 'all' }

const POINTS = 800

/** Where the server tells of that part; `lastMs`: the end of the record. Lines go on a little beyond the edges. */
export function seriesPath(span: Span, lastMs: number): string {
  switch (span.kind) {
    case 'all':
      return `/api/series?points=${POINTS}`
    case 'last':
      return `/api/series?from=${iso(lastMs - span.hours * 1.05 * 3_600_000)}&points=${POINTS}`
    case 'zoomed': {
      const { min, max } = span.range
      const margin = (max - min) / 2
      return `/api/series?from=${iso((min - margin) * 1000)}&to=${iso((max + margin) * 1000)}&points=${POINTS * 2}`
    }
  }
}

/** What is shown of a record that begins and ends at these instants. */
export function rangeOf(span: Span, whole: Range): Range {
  switch (span.kind) {
    case 'all':
      return whole
    case 'last':
      return { min: Math.max(whole.min, whole.max - span.hours * 3600), max: whole.max }
    case 'zoomed':
      return span.range
  }
}

/** In an address, and whole milliseconds. */
function iso(epochMs: number): string {
  return new Date(Math.round(epochMs)).toISOString()
}
