import type uPlot from 'uplot'

/** How a picture tells instants, which are in seconds since the epoch. */
export interface ChartTimes {
  /** A date whose local parts are those of the zone that is shown. */
  readonly date: (seconds: number) => Date
  readonly text: (seconds: number) => string
}

/** Labels of the axis of time, by the least distance of marks: text, and what is added where year, month or day change. */
export const timeLabels: uPlot.Axis.Values = [
  [31_536_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
]
