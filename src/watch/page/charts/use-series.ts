import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Series, WatchedAccount } from '../../api.js'
import { SeriesSource } from './series-source.js'
import type { Span } from './span.js'

/** What is known of a part of the record. */
export interface KnownSeries {
  /** The last that came, of the part that was asked for then. */
  readonly told: { readonly series: Series; readonly span: Span } | undefined
  /** Why nothing newer came. */
  readonly failure: string | undefined
}

/** The series of a part of the record, asked for anew with each cycle that ends. */
export function useSeries(span: Span, { cycleId, asOf }: WatchedAccount): KnownSeries {
  const [known, setKnown] = useState<KnownSeries>({ told: undefined, failure: undefined })
  const source = useMemo(
    () =>
      new SeriesSource((answer, asked) => {
        if (answer.state === 'told') setKnown({ told: { series: answer.data, span: asked }, failure: undefined })
        else {
          const failure = answer.state === 'failed' ? answer.words : 'the server does not know them'
          setKnown(({ told }) => ({ told, failure }))
        }
      }),
    [],
  )
  useEffect(() => source.want({ span, lastMs: Date.parse(asOf) }), [source, span, cycleId, asOf])
  useEffect(() => () => source.close(), [source])
  return known
}
