import { counted, duration, instant, money, price, quantity } from '../report/figures.js'
import { quoted } from '../report/markdown.js'
import { runMark, stateMark } from '../report/marks.js'
import type { Cell } from '../report/page.js'
import type { Identity } from '../store/identity.js'
import type { RecordedAttempt, RecordedOrder, RecordedRun, WholeCycle } from '../store/queries.js'
import { runsRemoved } from './history-lines.js'
import { recordedCycleMark, recordedOrderMark } from './recorded-marks.js'

/** What the file begins with, by which an earlier one is known. */
export const ACTIVITY_BEGINS = '[//]: # (riskfirst export activity)\n\n# Activity\n'

/** What cycles and agents did, as a Markdown file; whatever an agent said is shown and never obeyed. */
export function activityFile(identity: Identity, cycles: readonly WholeCycle[]): string {
  const { market, broker, quote, startingCash } = identity
  const cash = `${money(Number(startingCash))} ${quote}`
  const which =
    cycles.length === 0 ? 'No cycle has run yet.' : `${counted(cycles.length, 'cycle')}, newest first; times are UTC.`
  return [
    ACTIVITY_BEGINS,
    `${broker.toUpperCase()} MONEY · ${quoted(market)} · began with ${cash}`,
    '',
    which,
    ...cycles.flatMap(cycleLines),
    '',
  ].join('\n')
}

function cycleLines(cycle: WholeCycle): readonly string[] {
  const { id, tick, status, state, durationMs, filled, denied, error, reasons, runs } = cycle
  const facts = [
    textOf(recordedCycleMark[status]),
    ...(state === null ? [] : [textOf(stateMark[state])]),
    ...(durationMs === null ? [] : [duration(durationMs)]),
    `${counted(filled, 'order')} filled, ${denied} denied`,
  ]
  const others = cycle.orders.filter((order) => order.origin !== 'agent' || !ranIn(cycle, order.agent))
  return [
    '',
    `## ${id} · due ${instant(tick)}`,
    '',
    facts.join(' · '),
    ...listed([
      ...(error === null ? [] : [`**Error**: ${quoted(error)}`]),
      ...reasons.map(({ code, message }) => `**Why**: ${quoted(`${code}: ${message}`)}`),
      ...others.map((order) => `**${originWords[order.origin]}**: ${orderLine(order)}`),
    ]),
    ...(cycle.runsKeptFrom === null ? [] : ['', runsRemoved(cycle.runsKeptFrom)]),
    ...runs.flatMap((run) => runLines(run, cycle)),
  ]
}

const originWords: Readonly<Record<RecordedOrder['origin'], string>> = {
  agent: 'Order',
  protection: 'Protective exit',
  flatten: 'Flattened',
  close: 'Closed',
}

function runLines(run: RecordedRun, { attempts, orders }: WholeCycle): readonly string[] {
  const { agent, phase, status, failureCode, failureMessage, proposal, startedAt, queuedMs, durationMs } = run
  const own = orders.filter((order) => order.agent === agent && order.origin === 'agent')
  const waited = queuedMs >= 1 ? `, after ${duration(queuedMs)} in the queue` : ''
  return [
    '',
    `### [${instant(startedAt)}] ${agent} (${phase})`,
    ...listed([
      ...(proposal === null ? [] : [`**Said**: ${quoted(proposal.summary)}`]),
      `**Status**: ${textOf(runMark[status])}`,
      ...(failureCode === null ? [] : [`**Reason**: ${quoted(`${failureCode}: ${failureMessage ?? ''}`)}`]),
      `**Duration**: ${duration(durationMs)}${waited}`,
      ...attempts.filter((attempt) => attempt.agent === agent).flatMap(failedAttempt),
      ...own.map((order) => `**Order**: ${orderLine(order)}`),
    ]),
  ]
}

/** A list below what stands before it; nothing of nothing. */
function listed(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ['', ...items.map((item) => `- ${item}`)]
}

function failedAttempt({ number, durationMs, failureMessage }: RecordedAttempt): readonly string[] {
  if (failureMessage === null) return []
  return [`**Attempt ${number}** failed after ${duration(durationMs)}: ${quoted(failureMessage)}`]
}

function orderLine(order: RecordedOrder): string {
  const { clientOrderId, side, symbol, status, message, reason } = order
  const at = order.price ?? order.expectedPrice
  const what = `${side} ${quantity(Number(order.quantity))} ${symbol}${at === null ? '' : ` at ${price(Number(at))}`}`
  return `${textOf(recordedOrderMark[status])} ${quoted(clientOrderId)}: ${quoted(what)}, ${quoted(message ?? reason)}`
}

function ranIn({ runs }: WholeCycle, agent: string): boolean {
  return runs.some((run) => run.agent === agent)
}

function textOf(mark: Cell): string {
  return typeof mark === 'string' ? mark : mark.text
}
