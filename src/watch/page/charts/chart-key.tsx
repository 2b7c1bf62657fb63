import { count } from '../../../report/figures.js'
import type { Series } from '../../api.js'

/** What the marks of the pictures mean, of those that occur, and how to look closer. */
export function ChartKey({ series: { halts, fills, fillsCut } }: { readonly series: Series }) {
  const kinds = [
    ['halted', 'shaded, ▼: halted'],
    ['reducing', 'reductions only'],
  ] as const
  return (
    <p class="chart-key">
      {kinds
        .filter(([kind]) => halts.some(({ state }) => state === kind))
        .map(([kind, words]) => (
          <span key={kind}>
            <span class={`chip ${kind}`} aria-hidden="true" />
            {words}
          </span>
        ))}
      {fillsCut && <span>the {count(fills.length)} largest fills are marked</span>}
      <span class="by-mouse">drag to look closer, double-click to see all</span>
    </p>
  )
}
