import { isoTime } from '../../../orchestrator/clock.js'
import { change, count, counted, duration, instant, money, percent, quantity } from '../../../report/figures.js'
import { cycleMark } from '../../../report/marks.js'
import { plain } from '../../../report/plain-text.js'
import { sentWhile } from '../../../report/sections/trading-state.js'
import type { Live, Overview } from '../../api.js'
import { reasonWithFigures, stateInWords } from '../kinds/state-notices.js'
import { shortened } from '../notice.js'

const MOST = 8

/** What `/help` answers. */
export const HELP = [
  '/status – trading state, loop, money, positions, alerts',
  '/why – why the trading state is as it is, and what changes it',
  '/halt REASON – nothing is launched or sent from now on',
  '/resume REASON – lifts the halt; the next verdict decides',
].join('\n')

/** What `/status` answers; `ignored` messages came from others than the chat. */
export function statusAnswer(overview: Overview, live: Live, ignored: number): string {
  const { market, standing, overdue, lastSealed, alerts, waits } = overview
  const since = standing.since === null ? '' : ` since ${instant(standing.since)}`
  return [
    market,
    `${stateInWords(standing.state)}${since}: ${sentWhile(standing.state, standing.reasons)}`,
    ...shortened(standing.reasons.map(reasonWithFigures), MOST),
    `Loop: ${loopInWords(overview, live)}`,
    ...(overdue === null ? [] : [`✖ late: ${overdue}`]),
    ...(waits === null ? [] : [`${waits.cycleId} waits after ${waits.phase} for riskfirst approve ${waits.cycleId}`]),
    `Last cycle: ${lastSealed === null ? 'none yet' : cycleInWords(lastSealed)}`,
    ...accountInWords(overview),
    ...shortened(
      alerts.map(({ kind, message }) => `▲ ${kind}: ${message}`),
      MOST,
    ),
    ...(ignored === 0 ? [] : [`${counted(ignored, 'message')} of others ignored`]),
  ]
    .map(plain)
    .join('\n')
}

/** What `/why` answers. */
export function whyAnswer({ market, standing, killSwitch }: Overview): string {
  const { state, since, reasons, restrict, changes } = standing
  return [
    market,
    `${stateInWords(state)}: ${sentWhile(state, reasons)}`,
    ...(since === null ? [] : [`Since ${instant(since)}`]),
    ...(killSwitch === null ? [] : [`HALT says: ${killSwitch}`]),
    ...shortened(reasons.map(reasonWithFigures), MOST),
    ...shortened(
      restrict.map((one) => `${one.symbol} ${one.state}: ${one.reason}`),
      MOST,
    ),
    `What changes it: ${changes}`,
  ]
    .map(plain)
    .join('\n')
}

function loopInWords({ loop }: Overview, { doing, cycle, nowMs, sleepsUntilMs }: Live): string {
  const process = loop?.pid === undefined || loop.pid === null ? '' : ` (process ${loop.pid})`
  if (doing === 'running' && cycle !== null)
    return `in ${cycle.id} for ${duration(Math.max(0, nowMs - cycle.startedMs))}${process}`
  if (doing === 'sleeping' && sleepsUntilMs !== null) return `next cycle ${instant(isoTime(sleepsUntilMs))}${process}`
  return `${doing}${process}`
}

function cycleInWords({ id, status, durationMs, filled, denied }: NonNullable<Overview['lastSealed']>): string {
  const mark = status === 'running' || status === 'interrupted' ? status : textOf(cycleMark[status])
  const took = durationMs === null ? '' : ` in ${duration(durationMs)}`
  return `${id} ${mark}${took}, ${count(filled)} filled, ${count(denied)} denied`
}

const textOf = (cell: (typeof cycleMark)['success']) => (typeof cell === 'string' ? cell : cell.text)

function accountInWords({ account, quote, openOrders }: Overview): readonly string[] {
  if (account === null) return ['Money: not valued yet']
  const { equity, cash, dayProfit, drawdownPercent, positions } = account
  const parts = [
    equity === null ? 'equity unknown: a held symbol has no price' : `equity ${money(Number(equity))} ${quote}`,
    ...(dayProfit === null ? [] : [`today ${change(Number(dayProfit))}`]),
    ...(drawdownPercent === null ? [] : [`drawdown ${percent(drawdownPercent)}`]),
    `cash ${money(Number(cash))}`,
  ]
  const held = positions.map(({ symbol, quantity: amount, value }) => {
    const worth = value === null ? 'without a price' : money(Number(value))
    return `${symbol} ${quantity(Number(amount))} (${worth})`
  })
  return [
    `Money: ${parts.join(', ')}`,
    held.length === 0 ? 'Positions: none' : `Positions: ${shortened(held, MOST).join(', ')}`,
    ...(openOrders.length === 0 ? [] : [`▲ ${counted(openOrders.length, 'order')} without an answer`]),
  ]
}
