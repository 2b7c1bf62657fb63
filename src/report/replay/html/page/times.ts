import uPlot from 'uplot'

/** Market time is UTC, wherever the page is read. */
export function utcDate(seconds: number): Date {
  return uPlot.tzDate(new Date(seconds * 1000), 'UTC')
}

const minute = uPlot.fmtDate('{D} {MMM} {YYYY}, {HH}:{mm}')

/** `12 Mar 2020, 14:00`. */
export function timeText(seconds: number): string {
  return minute(utcDate(seconds))
}

/** Labels of the axis of time, by the least distance of marks: text, and what is added where year, month or day change. */
export const timeLabels: uPlot.Axis.Values = [
  [31_536_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
]
