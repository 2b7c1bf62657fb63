import { useCallback, useMemo, useRef, useState } from 'preact/hooks'
import type { Range } from '../../../report/charts/timeline.js'
import type { Overview, Series, WatchedAccount } from '../../api.js'
import { ChartFigure } from './chart-figure.js'
import { ChartKey } from './chart-key.js'
import { picturesOf } from './pictures.js'
import { ALL, rangeOf, type Span } from './span.js'
import { SpanButtons } from './span-buttons.js'
import { usePictures } from './use-pictures.js'
import { useSeries } from './use-series.js'

/** Money over time: what the account was worth, how far below its high, how much of it in the market, and whose doing. */
export function Charts({ overview: { account, quote } }: { readonly overview: Overview }) {
  return (
    <section class="money-over-time" aria-labelledby="charts-heading">
      <h2 id="charts-heading">Money over time</h2>
      {account === null ? (
        <p class="quiet">No cycle has been sealed yet.</p>
      ) : (
        <Shown account={account} quote={quote} />
      )}
    </section>
  )
}

/** Kept as long as the page is open, so that who looks at a cycle and comes back finds the same time. */
let chosen: Span = ALL

interface ShownProps {
  readonly account: WatchedAccount
  readonly quote: string
}

function Shown({ account, quote }: ShownProps) {
  const [span, setSpan] = useState<Span>(chosen)
  chosen = span
  const { told, failure } = useSeries(span, account)
  const { series, whole } = useUsable(told)
  const pictures = useMemo(() => (series === undefined ? [] : picturesOf(series, quote)), [series, quote])
  const onZoom = useCallback((range: Range | undefined) => {
    setSpan(range === undefined ? ALL : { kind: 'zoomed', range })
  }, [])
  const room = { figures: useRef<HTMLDivElement | null>(null), readout: useRef<HTMLParagraphElement | null>(null) }
  const isDrawn = series !== undefined && whole.max > whole.min
  usePictures(isDrawn ? { series, pictures, whole, shown: rangeOf(span, whole), onZoom } : undefined, room)
  return (
    <>
      {failure !== undefined && (
        <p class="warning" role="status">
          ▲ The figures could not be read ({failure}); it tries again.
        </p>
      )}
      {isDrawn && <SpanButtons shown={span} whole={whole} onChoose={setSpan} />}
      {isDrawn && <ChartKey series={series} />}
      {!isDrawn && failure === undefined && (
        <p class="quiet">{series === undefined ? 'Reading…' : 'The second cycle begins a line.'}</p>
      )}
      <div class="figures" ref={room.figures}>
        {isDrawn && pictures.map((picture) => <ChartFigure key={picture.key} picture={picture} />)}
      </div>
      <p class="unseen" role="status" ref={room.readout} />
    </>
  )
}

interface Usable {
  readonly series: Series | undefined
  /** From the first to the last instant of the record. */
  readonly whole: Range
}

/** A part with fewer than two points cannot be drawn: what was there stays, stretched. */
function useUsable(told: { readonly series: Series; readonly span: Span } | undefined): Usable {
  const usable = useRef<Usable>({ series: undefined, whole: { min: 0, max: 0 } })
  return useMemo(() => {
    const { series, span } = told ?? {}
    if (series === undefined || (span?.kind !== 'all' && series.at.length < 2)) return usable.current
    const { whole } = usable.current
    const first = series.at[0] ?? 0
    const last = series.at.at(-1) ?? 0
    usable.current = {
      series,
      whole: span?.kind === 'all' ? withMargin(first, last) : { min: whole.min, max: Math.max(whole.max, last) },
    }
    return usable.current
  }, [told])
}

/** So that a mark at either end is seen whole. */
function withMargin(first: number, last: number): Range {
  const margin = (last - first) * 0.008
  return { min: first - margin, max: last + margin }
}
