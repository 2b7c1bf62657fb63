import { figureColumn } from '../report/column-widths.js'
import { duration, instant, price, quantity } from '../report/figures.js'
import { healthMark, runMark, stateMark } from '../report/marks.js'
import type { Page } from '../report/page.js'
import { cycleSummary } from '../report/sections/cycle-summary.js'
import { schedule } from '../report/sections/schedule.js'
import type { CycleFigures } from '../report/timeline/cycle-figures.js'
import type { Timeline } from '../report/timeline/timeline.js'
import type { RecordedCycle, RecordedOrder, RecordedRun, WholeCycle } from '../store/queries.js'
import { recordedCycleMark, recordedOrderMark } from './recorded-marks.js'

/** A line a cycle. */
export function cycleTable(cycles: readonly RecordedCycle[], page: Page): string[] {
  return page.table(
    [
      { head: 'cycle' },
      { head: 'due' },
      { head: 'ended' },
      { head: 'state' },
      ...['filled', 'denied', 'took'].map(figureColumn),
    ],
    cycles.map(({ id, tick, status, state, filled, denied, durationMs }) => [
      id,
      instant(tick),
      recordedCycleMark[status],
      state === null ? '–' : stateMark[state],
      String(filled),
      String(denied),
      tookOf(durationMs),
    ]),
  )
}

/** A line a run of one agent. */
export function runTable(runs: readonly RecordedRun[], page: Page): string[] {
  return page.table(
    [
      { head: 'cycle' },
      { head: 'began' },
      { head: 'ended' },
      figureColumn('took'),
      figureColumn('tries'),
      { head: 'said', lines: 3 },
    ],
    runs.map((run) => [
      run.cycleId,
      instant(run.startedAt),
      runMark[run.status],
      duration(run.durationMs),
      String(run.attempts),
      saidBy(run),
    ]),
  )
}

/** When everything in a cycle happened, and what came of it. */
export interface CycleTimes {
  readonly timeline: Timeline
  readonly summary: CycleFigures
}

/** One cycle with its runs, their times, failed attempts and orders. */
export function wholeCycleLines(cycle: WholeCycle, times: CycleTimes | undefined, page: Page): string[] {
  return [
    ...page.heading(`CYCLE ${cycle.id}`),
    ...page.paragraph(cycle.error ?? `due ${instant(cycle.tick)}`, recordedCycleMark[cycle.status]),
    ...page.pairs([
      ['Looked at', `${instant(cycle.asOf)} (market time)`],
      ['Took', tookOf(cycle.durationMs)],
      ['State', cycle.state === null ? '–' : stateMark[cycle.state]],
    ]),
    ...cycle.reasons.flatMap(({ code, message }) => page.paragraph(`${code}: ${message}`)),
    ...(cycle.runsKeptFrom === null ? [] : page.paragraph(runsRemoved(cycle.runsKeptFrom))),
    ...section('RUNS', runs(cycle.runs, page), page),
    ...(times === undefined ? [] : timeLines(times, page)),
    ...section('FAILED ATTEMPTS', failedAttempts(cycle, page), page),
    ...section(
      'ORDERS',
      cycle.orders.flatMap((order) => orderLines(order, page)),
      page,
    ),
  ]
}

/** What became of the runs of a cycle that has none any more. */
export const runsRemoved = (keptFrom: string): string =>
  `Its runs are no longer kept (store.keepRuns); those since ${keptFrom} are.`

function timeLines({ timeline, summary }: CycleTimes, page: Page): readonly string[] {
  return [schedule(timeline, page), cycleSummary(summary, page)].flatMap((lines) =>
    lines.length === 0 ? [] : ['', ...lines],
  )
}

function section(title: string, lines: readonly string[], page: Page): readonly string[] {
  return lines.length === 0 ? [] : ['', ...page.heading(title), ...lines]
}

function runs(runs: readonly RecordedRun[], page: Page): string[] {
  return page.table(
    [
      { head: 'agent', isName: true },
      { head: 'ended' },
      figureColumn('queued'),
      figureColumn('took'),
      { head: 'health' },
      { head: 'said', lines: 3 },
    ],
    runs.map((run) => [
      run.agent,
      runMark[run.status],
      duration(run.queuedMs),
      duration(run.durationMs),
      healthMark[run.health],
      saidBy(run),
    ]),
  )
}

function failedAttempts({ attempts }: WholeCycle, page: Page): string[] {
  return attempts.flatMap(({ agent, number, durationMs, failureMessage }) =>
    failureMessage === null
      ? []
      : page.paragraph(`${agent}, attempt ${number}, after ${duration(durationMs)}: ${failureMessage}`),
  )
}

function orderLines(order: RecordedOrder, page: Page): string[] {
  const { clientOrderId, side, symbol, reason, message } = order
  const at = order.price ?? order.expectedPrice
  const what = `${side} ${quantity(Number(order.quantity))} ${symbol}${at === null ? '' : ` at ${price(Number(at))}`}`
  return page.paragraph(`${clientOrderId}: ${what}. ${message ?? reason}`, recordedOrderMark[order.status])
}

const saidBy = ({ failureMessage, proposal }: RecordedRun) => failureMessage ?? proposal?.summary ?? ''

const tookOf = (durationMs: number | null) => (durationMs === null ? '–' : duration(durationMs))
