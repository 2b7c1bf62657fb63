import uPlot from 'uplot'
import type { ChartTimes } from '../../../charts/chart-times.js'

const minute = uPlot.fmtDate('{D} {MMM} {YYYY}, {HH}:{mm}')

const utcDate = (seconds: number): Date => uPlot.tzDate(new Date(seconds * 1000), 'UTC')

/** `12 Mar 2020, 14:00`. */
export const timeText = (seconds: number): string => minute(utcDate(seconds))

/** Market time is UTC, wherever the page is read. */
export const utcTimes: ChartTimes = { date: utcDate, text: timeText }
