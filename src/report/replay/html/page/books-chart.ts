import { change } from '../../../figures.js'
import type { PageData } from '../page-data.js'
import { drawChart } from './chart.js'
import { find } from './elements.js'
import { gateStrip } from './gate-strip.js'
import { haltBands } from './halt-bands.js'
import type { Timeline } from './timeline.js'

const COLOURS = 8
const DASHES: readonly (number[] | undefined)[] = [undefined, [7, 4], [2, 3]]

/** Profit of each agent's book; neighbours differ in colour and in dash. */
export function drawBooks(data: PageData, timeline: Timeline): void {
  const { at, books } = data
  if (books.length === 0) return
  drawChart({
    frame: find('#books-chart'),
    timeline,
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
    plugins: [gateStrip(data), haltBands(data)],
  })
}
