import type { ChartTimes } from '../../../report/charts/chart-times.js'
import type { Tip } from '../../../report/charts/tooltip.js'
import { count, price, quantity } from '../../../report/figures.js'
import type { SeriesFill } from '../../api.js'

const TOLD = 5

/** What is said of fills that one mark stands for, all of one side. */
export function fillTip(fills: readonly SeriesFill[], times: ChartTimes): Tip | undefined {
  const [only] = fills
  if (only === undefined) return undefined
  const did = only.side === 'buy' ? '▲ bought' : '▼ sold'
  if (fills.length === 1)
    return { title: `${did} ${what(only)}`, lines: [`${only.agent}, ${only.cycleId}, ${times.text(only.at)}`] }
  const told = fills.slice(0, TOLD).map((fill) => `${fill.agent}: ${what(fill)}, ${times.text(fill.at)}`)
  const more = fills.length > TOLD ? [`and ${count(fills.length - TOLD)} more`] : []
  return { title: `${did} ${count(fills.length)} times`, lines: [...told, ...more] }
}

/** What is said of fills of either side. */
export function fillsTip(fills: readonly SeriesFill[], times: ChartTimes): Tip | undefined {
  const ofSide = (side: SeriesFill['side']) => fills.filter((fill) => fill.side === side)
  return joined([fillTip(ofSide('buy'), times), fillTip(ofSide('sell'), times)])
}

/** Several tips in one; none when there is nothing to say. */
export function joined(tips: readonly (Tip | undefined)[]): Tip | undefined {
  const [first, ...others] = tips.filter((tip) => tip !== undefined)
  if (first === undefined) return undefined
  return { title: first.title, lines: [...first.lines, ...others.flatMap(({ title, lines }) => [title, ...lines])] }
}

function what({ quantity: filled, symbol, price: paid }: SeriesFill): string {
  return `${quantity(Number(filled))} ${symbol} at ${price(Number(paid))}`
}
