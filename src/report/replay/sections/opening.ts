import { counted } from '../../figures.js'
import type { Page } from '../../page.js'
import type { ReplayReport } from '../report.js'

/** What was replayed, who took no part, and what else one must know to read the figures. */
export function opening({ market, on_halt, left_out, notes }: ReplayReport, page: Page): string[] {
  return [
    ...page.pairs([
      [
        'Span',
        `${minute(market.from)} to ${minute(market.to)}, ${counted(market.cycles, 'cycle')}, ${market.step} apart, candles of ${market.timeframe}`,
      ],
      ['Symbols', market.symbols.join(', ')],
      ['On a halt', on_halt],
    ]),
    ...left_out.flatMap(({ agent, reason }) =>
      page.paragraph(`${agent} takes no part: ${reason}`, { text: '▲', tone: 'warning' }),
    ),
    ...notes.flatMap((note) => page.paragraph(note, '·')),
  ]
}

/** An ISO UTC instant as `2022-04-01 10:00Z`. */
export function minute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}Z`
}
