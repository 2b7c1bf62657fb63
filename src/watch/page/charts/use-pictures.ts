import type { RefObject } from 'preact'
import { useContext, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { watchTheme } from '../../../report/charts/theme.js'
import { type Range, Timeline } from '../../../report/charts/timeline.js'
import type { Series } from '../../api.js'
import { TimesContext } from '../times.js'
import { chartTimes } from './chart-times.js'
import { DrawnPictures } from './drawn-pictures.js'
import type { Picture } from './pictures.js'

/** What is to be seen. */
export interface Seen {
  readonly series: Series
  readonly pictures: readonly Picture[]
  readonly whole: Range
  readonly shown: Range
  /** Somebody drew a box around a part of it; undefined: wants to see all again. */
  readonly onZoom: (range: Range | undefined) => void
}

/** Where a page has room for them. */
export interface Room {
  readonly figures: RefObject<HTMLDivElement | null>
  readonly readout: RefObject<HTMLParagraphElement | null>
}

/** Draws the pictures, and again as they change; undefined: nothing yet. */
export function usePictures(seen: Seen | undefined, { figures, readout }: Room): void {
  const { zoned } = useContext(TimesContext)
  const times = useMemo(() => chartTimes(zoned), [zoned])
  const latest = useRef(seen)
  latest.current = seen
  const timeline = useMemo(() => watchedTimeline(latest), [])
  const drawn = useRef<DrawnPictures | undefined>(undefined)
  useLayoutEffect(() => watchTheme(() => timeline.redraw()), [timeline])
  useLayoutEffect(() => {
    return () => {
      drawn.current?.remove()
      drawn.current = undefined
    }
  }, [times])
  useLayoutEffect(() => {
    if (seen === undefined || figures.current === null || readout.current === null) return
    timeline.cover(seen.whole, seen.shown)
    drawn.current ??= new DrawnPictures(
      { figures: figures.current, readout: readout.current, timeline, times },
      seen.series,
    )
    drawn.current.show(seen.series, seen.pictures)
  }, [seen?.series, times])
  // Of what is drawn already; finer points come later.
  useLayoutEffect(() => {
    if (seen !== undefined) timeline.show(seen.shown)
  }, [seen?.shown.min, seen?.shown.max])
}

/** Tells what people did to it, not what it was told. */
function watchedTimeline(latest: { readonly current: Seen | undefined }): Timeline {
  const timeline = new Timeline({ min: 0, max: 1 })
  timeline.watch(() => {
    const { shown, whole } = timeline
    const { shown: wanted, onZoom } = latest.current ?? {}
    if (shown.min === wanted?.min && shown.max === wanted.max) return
    onZoom?.(shown === whole ? undefined : shown)
  })
  return timeline
}
