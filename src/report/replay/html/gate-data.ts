import type { GateBand, ResumePoint } from '../../charts/gate.js'
import { money } from '../../figures.js'
import type { GateFigures, HaltReason, HaltSpan, ReducingSpan, Resumption } from '../gate-report.js'
import { reasonFigures } from '../reason-figures.js'
import { moment, sharePercent } from './words.js'

/** What the gate did, as the pictures show it; `end` is the last instant of the replay. */
export function gateBands({ halts, reducing }: GateFigures, end: string): readonly GateBand[] {
  return [...reducing.map((span) => reducingBand(span, end)), ...halts.map((halt) => haltBand(halt, end))]
}

/** What the operator lifted. */
export function resumePoint(resumption: Resumption): ResumePoint {
  const { at, equity } = resumption
  return {
    at: seconds(at),
    title: `Resumed after ${moment(at)} (${liftedText(resumption)})`,
    lines: [`limits start anew from an equity of ${money(equity)}`],
  }
}

/** `halt: daily-loss`; `soft limit: drawdown-soft`. */
export function liftedText({ lifted, of_halt }: Resumption): string {
  const what = of_halt ? 'halt' : 'soft limit'
  return lifted.length === 0 ? what : `${what}: ${lifted.join(', ')}`
}

/** One reason as a sentence: `daily-loss (risk): lost 5.4 % today; value 5.43, limit 5`. */
export function reasonText(reason: HaltReason): string {
  const { code, agent, message } = reason
  const figures = reasonFigures(reason)
  return `${agent === null ? code : `${code} (${agent})`}: ${message}${figures === '' ? '' : `; ${figures}`}`
}

function reducingBand({ from, until, reasons }: ReducingSpan, end: string): GateBand {
  const ended = until === null ? 'still so at the end' : `until ${moment(until)}`
  return {
    from: seconds(from),
    until: seconds(until ?? end),
    kind: 'reducing',
    title: `Reductions only ${moment(from)}, ${ended}`,
    lines: reasons.map(reasonText),
  }
}

function haltBand(halt: HaltSpan, end: string): GateBand {
  const { from, until, kind, reasons, benchmark_change_percent: meanwhile } = halt
  const ended = until === null ? 'still shut at the end' : `until ${moment(until)}`
  const held =
    meanwhile === null
      ? []
      : [`buy and hold ${meanwhile < 0 ? 'lost' : 'gained'} ${sharePercent(Math.abs(meanwhile))} meanwhile`]
  return {
    from: seconds(from),
    until: seconds(until ?? end),
    kind,
    title: `${kind === 'halted' ? 'Halted' : 'Failed closed'} ${moment(from)}, ${ended}`,
    lines: [...reasons.map(reasonText), ...held],
  }
}

function seconds(iso: string): number {
  return Date.parse(iso) / 1000
}
