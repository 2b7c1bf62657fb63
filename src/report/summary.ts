import type { DeskReport } from './desk-report.js'
import { counted, duration, money } from './figures.js'
import { plain } from './plain-text.js'
import { ordersInWords } from './sections/orders.js'

/** A cycle in one line for logs, without its newline: `c000012 2026-01-01T10:15Z active · 5 agents ok · …`. */
export function oneLine(report: DeskReport): string {
  const { cycle, settlement, durationMs, sealed } = report
  const { equity } = settlement.portfolio
  const parts = [
    `${cycle.id} ${shortInstant(cycle.tick)} ${tradingState(report)}`,
    agents(report),
    ordersInWords(settlement.receipts),
    `equity ${equity === undefined ? 'unknown' : money(equity)}`,
    duration(durationMs),
    ...(sealed ? [] : ['not sealed']),
  ]
  return plain(parts.join(' · '))
}

/** To the minute, or to the second where it has one. */
function shortInstant(iso: string): string {
  return `${iso.slice(0, iso.slice(17, 19) === '00' ? 16 : 19)}Z`
}

function tradingState({ state: { state, reasons } }: DeskReport): string {
  if (state === 'active') return state
  const decisive = reasons.filter(({ cause }) => cause !== 'warning')
  return `${state} (${decisive.map(({ code }) => code).join(', ')})`
}

function agents({ runs }: DeskReport): string {
  const counts = new Map<string, number>()
  for (const { status } of runs) {
    const word = status === 'success' || status === 'noop' ? 'ok' : status
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  if (counts.get('ok') === runs.length) return `${counted(runs.length, 'agent')} ok`
  return `${counted(runs.length, 'agent')}: ${Array.from(counts, ([word, number]) => `${number} ${word}`).join(' ')}`
}
