import { drawChart } from '../../../charts/chart.js'
import { find } from '../../../charts/elements.js'
import { gateStrip } from '../../../charts/gate-strip.js'
import { gateTips } from '../../../charts/gate-tips.js'
import { haltShades } from '../../../charts/halt-shades.js'
import type { Timeline } from '../../../charts/timeline.js'
import { change } from '../../../figures.js'
import type { PageData } from '../page-data.js'
import { utcTimes } from './times.js'

const COLOURS = 8
const DASHES: readonly (number[] | undefined)[] = [undefined, [7, 4], [2, 3]]

/** Profit of each agent's book; neighbours differ in colour and in dash. */
export function drawBooks(data: PageData, timeline: Timeline): void {
  const { at, books } = data
  if (books.length === 0) return
  drawChart({
    frame: find('#books-chart'),
    readout: find('#readout'),
    timeline,
    times: utcTimes,
    data: [[...at], ...books.map(({ profit }) => [...profit])],
    lines: books.map(({ agent }, index) => {
      const dash = DASHES[index % DASHES.length]
      return {
        label: agent,
        colour: `line-${(index % COLOURS) + 1}`,
        ...(dash === undefined ? {} : { dash }),
        value: (profit) => change(profit).replace('-', '−'),
      }
    }),
    height: 260,
    y: {},
    plugins: [gateStrip(() => data), haltShades(() => data), gateTips(() => data)],
  })
}
