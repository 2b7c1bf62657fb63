import uPlot from 'uplot'
import type { ChartTimes } from '../../../report/charts/chart-times.js'
import type { ZonedTimes } from '../../../report/zoned-times.js'

/** Market time in the zone of people's screens, with its offset. */
export function chartTimes(zoned: ZonedTimes): ChartTimes {
  return {
    date: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zoned.zone),
    text: (seconds) => {
      const { date, time, offset } = zoned.at(seconds * 1000)
      return `${date} ${time}${offset}`
    },
  }
}
