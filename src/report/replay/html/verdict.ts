import { narrowedText } from '../gate-words.js'
import type { DrawdownSpan, PerformanceFigures, ReplayReport } from '../report.js'
import { changePercent, day, roundMoney, sharePercent } from './words.js'

/** What came of the money, and of buying and holding instead. */
export function outcomeSentences({ run, benchmark, quote, starting_cash: cash }: ReplayReport): readonly string[] {
  const became = `${roundMoney(cash)} ${quote} became ${roundMoney(run.end_equity)} (${changePercent(run.return_percent)}).`
  const held = `Bought in equal parts and held, they would be ${roundMoney(benchmark.end_equity)} (${changePercent(benchmark.return_percent)}).`
  const fall = run.max_drawdown
  if (fall === null) return [became, held, 'The account never stood below an earlier peak.']
  const beside =
    benchmark.max_drawdown === null ? '' : `; buying and holding fell ${sharePercent(benchmark.max_drawdown.percent)}`
  const deepest = `The deepest fall was ${sharePercent(fall.percent)}, from ${day(fall.peak_at)} to ${day(fall.trough_at)}${recovery(fall)}${beside}.`
  return [became, held, deepest]
}

/** What the gate saved or cost against the same team without it, or null when that was not replayed. */
export function gateSentence({ run, no_gate: open, quote }: ReplayReport): string | null {
  if (open === null) return null
  const gained = run.end_equity - open.end_equity
  const shallower = depth(open) - depth(run)
  const ends = `Without its gate the same team ends at ${roundMoney(open.end_equity)} ${quote} and falls ${sharePercent(depth(open))} at its deepest`
  const money = `${gained < 0 ? 'cost' : 'saved'} ${roundMoney(Math.abs(gained))} ${quote}`
  const points = `${Math.abs(shallower).toFixed(1)} points ${shallower < 0 ? 'deeper' : 'shallower'}`
  const same = Math.abs(gained) < 0.005 ? 'changed nothing at the end' : money
  const fall = Math.abs(shallower) < 0.05 ? 'left the deepest fall as it was' : `made the deepest fall ${points}`
  return `${ends}: the gate ${same} and ${fall}. It ${narrowedText(run)}.`
}

function recovery({ recovered_at: recovered }: DrawdownSpan): string {
  return recovered === null ? ', not made up by the end' : `, made up by ${day(recovered)}`
}

function depth({ max_drawdown: fall }: PerformanceFigures): number {
  return fall?.percent ?? 0
}
