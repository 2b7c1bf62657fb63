import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { type ZonedTimes, zonedTimes } from '../../report/zoned-times.js'
import { browserNow, every } from './browser-clock.js'

/** The server's clock and the zone in which people want to see it. */
export interface Times {
  /** Epoch ms by the server's clock. */
  readonly now: () => number
  readonly zoned: ZonedTimes
}

/** What every part of the page tells the time by. */
export const TimesContext = createContext<Times>({ now: browserNow, zoned: zonedTimes('UTC') })

/** The server's time, told anew each time that `intervalMs` have passed. */
export function useNow(intervalMs: number): number {
  const { now } = useContext(TimesContext)
  const [, setTick] = useState(0)
  useEffect(() => every(intervalMs, () => setTick((tick) => tick + 1)), [intervalMs])
  return now()
}

/** An instant, ISO or epoch ms, in the zone of people's screens with its offset; with its day, unless that is today. */
export function Instant({ at }: { readonly at: string | number }) {
  const { now, zoned } = useContext(TimesContext)
  const epochMs = typeof at === 'number' ? at : Date.parse(at)
  if (!Number.isFinite(epochMs)) return <span>unknown</span>
  const { date, time, offset } = zoned.at(epochMs)
  const day = date === zoned.at(now()).date ? '' : `${date} `
  return (
    <time dateTime={new Date(epochMs).toISOString()} title={`${date} ${time}${offset} ${zoned.zone}`}>
      {day}
      {time}
      <span class="offset">{offset}</span>
    </time>
  )
}
