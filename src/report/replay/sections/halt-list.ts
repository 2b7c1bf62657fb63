import { change, count, counted, money } from '../../figures.js'
import type { Page } from '../../page.js'
import type { HaltReason, HaltSpan } from '../gate-report.js'
import { reasonFigures } from '../reason-figures.js'
import type { ReplayReport, RunFigures } from '../report.js'
import { minute } from './opening.js'

const MOST_SHOWN = 12

/** When the gate was shut and why, and what buying and holding made of itself meanwhile. */
export function haltList(report: ReplayReport, page: Page): string[] {
  const { halts, halts_total } = report.run
  if (halts_total === 0) return []
  const shown = longest(halts, report.market.to)
  const more = halts_total - shown.length
  return [
    ...page.heading(`HALTS (${numberOf(report.run, shown.length)})`),
    ...shown.flatMap((halt) => haltLines(halt, report, page)),
    ...(more > 0 ? page.paragraph(`… and ${count(more)} more: see the HTML report`) : []),
  ]
}

/** `7`, `73, the 12 longest`. */
function numberOf({ halts, halts_total: total }: RunFigures, shown: number): string {
  if (shown === total) return count(total)
  const among = halts.length < total ? ` of the first ${count(halts.length)}` : ''
  return `${count(total)}, the ${shown} longest${among}`
}

/** Those that lasted longest, in the order of time. */
function longest(halts: readonly HaltSpan[], end: string): readonly HaltSpan[] {
  if (halts.length <= MOST_SHOWN) return halts
  const shown = new Set(halts.toSorted((a, b) => lengthMs(b, end) - lengthMs(a, end)).slice(0, MOST_SHOWN))
  return halts.filter((halt) => shown.has(halt))
}

function haltLines(halt: HaltSpan, { market, quote }: ReplayReport, page: Page): string[] {
  const { from, until, kind, reasons, ended_by, equity_from, benchmark_change_percent: meanwhile } = halt
  const span = `${minute(from)} → ${until === null ? 'the end' : minute(until)} (${lengthOf(halt, market.to)})`
  const parts = [
    kind === 'halted' ? span : `${span} failed closed`,
    `equity ${money(equity_from)} ${quote}`,
    ...(meanwhile === null ? [] : [`buy and hold ${change(meanwhile)}%`]),
    ended_by === null ? 'not lifted' : `ended: ${ended_by}`,
  ]
  return [
    ...page.paragraph(parts.join(' · '), { text: '✖', tone: 'bad' }),
    ...reasons.flatMap((reason) => page.paragraph(why(reason), { text: '└', tone: 'quiet' })),
  ]
}

function why(reason: HaltReason): string {
  const { code, agent, message, latch } = reason
  const facts = [reasonFigures(reason), latch ? 'latched' : ''].filter((fact) => fact !== '').join(', ')
  return `${agent === null ? code : `${agent}, ${code}`}: ${message}${facts === '' ? '' : ` (${facts})`}`
}

const lengthMs = ({ from, until }: HaltSpan, end: string) => Date.parse(until ?? end) - Date.parse(from)

function lengthOf(halt: HaltSpan, end: string): string {
  const hours = lengthMs(halt, end) / 3_600_000
  if (hours === 0) return counted(halt.cycles, 'cycle')
  return hours < 48 ? `${Number(hours.toFixed(1))} h` : `${(hours / 24).toFixed(1)} days`
}
