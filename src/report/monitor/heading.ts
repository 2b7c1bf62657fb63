import { counted, duration, instant, timeOfDay } from '../figures.js'
import type { Page } from '../page.js'
import { stateSection } from '../sections/trading-state.js'
import { type Block, blockOf } from './block.js'
import type { Shown, Sight } from './sight.js'

const NARROW = 76

/** Which market and whose money, where it is, and whether a loop runs on it. */
export function headingBlock({ name, sight, nowMs }: Shown, hint: string, page: Page): Block {
  if (sight === undefined) return blockOf(0, page.heading(`NOT SEEN YET · ${name}`), [], 0)
  const { market, version, cycleCount, intervalMs, loop } = sight.overview
  const words = [
    loop === null ? 'no loop' : `loop${loop.pid === null ? '' : ` ${loop.pid}`}`,
    counted(cycleCount, 'cycle'),
    ...(intervalMs === 0 ? [] : [`every ${duration(intervalMs).replace('.0', '')}`]),
    ...(page.columns < NARROW ? [] : [`riskfirst ${version}`]),
    timeOfDay(isoOf(nowMs)),
    ...(hint === '' ? [] : [hint]),
  ]
  const line = page.paragraph({ text: words.join(' · '), tone: 'quiet' })
  return blockOf(0, [...page.heading(`${market} · ${name}`), ...line], [], 0)
}

/** What a person should see before all else. */
export function noticesBlock(shown: Shown, page: Page): Block {
  const bad = (words: string, mark: string) => page.paragraph(words, { text: `✖ ${mark}`, tone: 'bad' })
  const warning = (words: string, mark: string) => page.paragraph(words, { text: `▲ ${mark}`, tone: 'warning' })
  const { unseen, sight, ageMs } = shown
  const blind =
    unseen === undefined
      ? []
      : [
          bad(
            `since ${instant(isoOf(unseen.sinceMs))}${sight === undefined ? '' : `, shown is what was ${duration(ageMs)} ago`}: ${unseen.words}`,
            'not seen',
          ),
        ]
  if (sight === undefined) return { rank: 0, head: [], items: itemsOf(blind), least: 1 }
  const { loop, overdue, waits, openOrders } = sight.overview
  const items = [
    ...blind,
    ...(loop === null
      ? [warning('nothing runs here at the moment; what riskfirst run begins will be seen', 'no loop')]
      : []),
    ...(overdue === null ? [] : [bad(overdue, 'overdue')]),
    ...(waits === null
      ? []
      : [
          warning(
            `${waits.cycleId} waits after ${waits.phase} for riskfirst approve ${waits.cycleId}, until ${instant(waits.until)}`,
            'waits',
          ),
        ]),
    ...(openOrders.length === 0
      ? []
      : [bad(openOrders.map(({ clientOrderId }) => clientOrderId).join(', '), 'without answer')]),
    ...sight.notes.map((note) => warning(note, 'note')),
  ]
  return { rank: 0, head: [], items: itemsOf(items), least: 1 }
}

const itemsOf = (parts: readonly (readonly string[])[]) => parts.map((lines) => ({ lines }))

/** What may trade, why, since when, and what changes it. */
export function stateBlock({ overview: { standing } }: Sight, page: Page): Block {
  const [, ...lines] = stateSection(standing, page)
  return blockOf(1, [], lines, 2)
}

/** An instant of another machine may be none. */
function isoOf(epochMs: number): string {
  const date = new Date(epochMs)
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString()
}
