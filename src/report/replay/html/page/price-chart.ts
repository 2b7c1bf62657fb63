import { type DrawnChart, drawChart } from '../../../charts/chart.js'
import { find, make } from '../../../charts/elements.js'
import type { Timeline } from '../../../charts/timeline.js'
import { price } from '../../../figures.js'
import type { FillPoint, PageData } from '../page-data.js'
import { fillMarks, fillTip, fillTips } from './fill-marks.js'
import { utcTimes } from './times.js'

const EVERYONE = 'all'

/** Price and fills of the chosen symbol, and of one agent if that is chosen. */
export function drawPrices(data: PageData, timeline: Timeline): void {
  if (data.markets.length === 0) return
  const symbol = choice('#symbol')
  const filler = choice('#filler')
  const agents = new Set(data.markets.flatMap(({ fills }) => fills.flatMap(({ agent }) => agentsOf(agent))))
  filler.append(make('option', '', EVERYONE), ...[...agents].sort().map((agent) => make('option', '', agent)))
  let drawn = drawSymbol(data, timeline, 0, isAnyone)
  const draw = () => {
    const { value } = filler
    const isHers = filler.selectedIndex === 0 ? isAnyone : (fill: FillPoint) => agentsOf(fill.agent).includes(value)
    drawn.remove()
    drawn = drawSymbol(data, timeline, symbol.selectedIndex, isHers)
  }
  symbol.addEventListener('change', draw)
  filler.addEventListener('change', draw)
}

function drawSymbol(
  { at, markets, quote }: PageData,
  timeline: Timeline,
  index: number,
  isShown: (fill: FillPoint) => boolean,
): DrawnChart {
  const market = markets[index]
  const fills = (market?.fills ?? []).filter(isShown)
  return drawChart({
    frame: find('#price-chart'),
    readout: find('#readout'),
    timeline,
    times: utcTimes,
    data: [[...at], [...(market?.price ?? [])]],
    lines: [{ label: market?.symbol ?? '', colour: 'price', value: price }],
    height: 340,
    y: { range: { min: { pad: 0.1 }, max: { pad: 0.1 } } },
    plugins: [fillMarks(fills), fillTips(fills, quote)],
    stops: fills.map((fill) => fill.at),
    tipAt: (instant) => {
      const fill = fills.find((one) => one.at === instant)
      return fill && fillTip(fill, quote)
    },
  })
}

function isAnyone(): boolean {
  return true
}

function choice(selector: string): HTMLSelectElement {
  // The page is written with a select of that id.
  return find(selector) as HTMLSelectElement
}

/** A merged fill names several, with commas between them. */
function agentsOf(names: string): readonly string[] {
  return names.split(/,\s*/)
}
