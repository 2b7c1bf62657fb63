import { instant } from '../report/figures.js'
import { stateMark } from '../report/marks.js'
import type { Cell, Page } from '../report/page.js'
import type { Standing } from './standing.js'

const LONGEST = 8

/** The state, each reason, since when, and what changes it. */
export function standingSection({ state, since, reasons, restrictions, changes }: Standing, page: Page): string[] {
  return [
    ...page.heading('TRADING STATE'),
    ...page.paragraph(
      meaning(state, reasons),
      state === 'unknown' ? { text: '○ UNKNOWN', tone: 'quiet' } : stateMark[state],
    ),
    ...reasons.slice(0, LONGEST).flatMap((reason) => page.paragraph(words(reason), causeMark[reason.cause])),
    ...restrictions
      .slice(0, LONGEST)
      .flatMap(({ symbol, state, reason }) => page.paragraph(`${symbol} ${state}: ${reason}`, restricted)),
    ...page.pairs([
      ['Since', since === null ? 'no cycle has seen it yet' : instant(since)],
      ['What changes it', changes],
    ]),
  ]
}

type Reason = Standing['reasons'][number]

const restricted: Cell = { text: '▲ restricted', tone: 'warning' }

const causeMark: Readonly<Record<Reason['cause'], Cell>> = {
  warning: { text: '▲ warning', tone: 'warning' },
  limit: { text: '▲ limit', tone: 'warning' },
  breach: { text: '✖ breach', tone: 'bad' },
  unknown: { text: '✖ unknown', tone: 'bad' },
  'kill-switch': { text: '✖ kill switch', tone: 'bad' },
}

function words({ code, agent, latch, message, cause }: Reason): string {
  if (cause === 'kill-switch') return message
  const from = [code, ...(agent === undefined ? [] : [`from ${agent}`]), ...(latch === true ? ['latched'] : [])]
  return `${from.join(', ')}: ${message}`
}

function meaning(state: Standing['state'], reasons: readonly Reason[]): string {
  const shut = reasons.some(({ cause }) => cause === 'unknown' || cause === 'kill-switch')
  return state === 'halted' && !shut ? 'protective exits only' : meanings[state]
}

const meanings: Readonly<Record<Standing['state'], string>> = {
  unknown: 'no cycle has come to its end yet',
  active: 'orders within the limits are sent',
  reducing: 'reductions only',
  halted: 'nothing is sent',
}
