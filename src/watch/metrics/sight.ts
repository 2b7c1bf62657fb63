import type { WatchContext } from '../part.js'
import type { WatchedCycle, WatchedEvent } from '../watched-event.js'

/** What figures are read from. */
export interface Sight extends Pick<WatchContext, 'setup' | 'clocks' | 'overview' | 'live'> {
  /** The last cycle that ended, as long as the record does not tell of it: it is newer, or could not be written. */
  readonly unrecorded: () => WatchedCycle | undefined
}

/** A group of figures that is told what happens. */
export interface Figures {
  onEvent?(event: WatchedEvent): void
  onBeat?(): void
}

/** Instants as Prometheus has them, s since 1970; null stays null. */
export function epochSeconds(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso) / 1000
}

/** A share out of percent; null stays null. */
export function ratio(percent: number | null): number | null {
  return percent === null ? null : percent / 100
}

/** Exact money as a figure to look at; null stays null. */
export function amount(exact: string | null): number | null {
  return exact === null ? null : Number(exact)
}
