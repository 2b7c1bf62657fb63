import type { TradingStateName } from '../../agents/agent.js'
import type { DeskReport, StateReason } from '../desk-report.js'
import { instant } from '../figures.js'
import { stateMark } from '../marks.js'
import type { Cell, Page, Tone } from '../page.js'

const LONGEST = 8

/** A trading state as people are told of it. */
export interface ShownState {
  /** `unknown` before the first cycle has ended. */
  readonly state: TradingStateName | 'unknown'
  /** ISO UTC; null when no cycle has seen it yet. */
  readonly since: string | null
  readonly reasons: readonly StateReason[]
  readonly restrict: DeskReport['state']['restrict']
  /** What changes it, for people. */
  readonly changes: string
}

/** The trading state as a symbol and a word. */
export const shownStateMark: Readonly<Record<ShownState['state'], Cell>> = {
  ...stateMark,
  unknown: { text: '○ UNKNOWN', tone: 'quiet' },
}

/** The state of the cycle that is over. */
export function tradingState({ state }: DeskReport, page: Page, dataDir: string): string[] {
  return stateSection({ ...state, changes: whatChanges(state, dataDir) }, page)
}

/** What may trade, why, since when, and what changes it. */
export function stateSection({ state, since, reasons, restrict, changes }: ShownState, page: Page): string[] {
  const until = (instantOf: string | undefined) => (instantOf === undefined ? '' : ` until ${instant(instantOf)}`)
  const began = state === 'unknown' ? '' : `since ${since === null ? 'the last cycle' : instant(since)}, `
  return [
    ...page.heading('TRADING STATE'),
    ...page.paragraph(`${began}${sentWhile(state, reasons)}`, shownStateMark[state]),
    ...reasons.slice(0, LONGEST).flatMap((reason) => page.paragraph(reasonInWords(reason), causeMark[reason.cause])),
    ...restrict
      .slice(0, LONGEST)
      .flatMap((one) => page.paragraph(`${one.symbol} ${one.state}${until(one.until)}: ${one.reason}`, restricted)),
    ...leftOut(Math.max(0, reasons.length - LONGEST) + Math.max(0, restrict.length - LONGEST)).flatMap((line) =>
      page.paragraph(line),
    ),
    ...page.pairs([['What changes it', changes]]),
  ]
}

const restricted = { text: '▲ restricted', tone: 'warning' } as const

/** What a reason does to trading. */
export const causeMark: Readonly<Record<StateReason['cause'], { readonly text: string; readonly tone: Tone }>> = {
  warning: { text: '▲ warning', tone: 'warning' },
  limit: { text: '▲ limit', tone: 'warning' },
  breach: { text: '✖ breach', tone: 'bad' },
  unknown: { text: '✖ unknown', tone: 'bad' },
  'kill-switch': { text: '✖ kill switch', tone: 'bad' },
}

/** One reason in words: its code, whose it is, and what it says. */
export function reasonInWords({ code, agent, latch, message, cause }: StateReason): string {
  if (cause === 'kill-switch') return message // the mark has said it
  const origin = [...(agent === undefined ? [] : [agent]), ...(latch === true ? ['latched'] : [])].join(', ')
  return `${code}${origin === '' ? '' : ` (${origin})`}: ${message}`
}

function leftOut(number: number): string[] {
  return number === 0 ? [] : [`… and ${number} more`]
}

/** What is sent in a state. */
export function sentWhile(state: ShownState['state'], reasons: ShownState['reasons']): string {
  if (state === 'unknown') return 'no cycle has come to its end yet'
  if (state === 'active') return 'orders within the limits are sent'
  if (state === 'reducing') return 'reductions only'
  const shut = reasons.some(({ cause }) => cause === 'unknown' || cause === 'kill-switch')
  return shut ? 'nothing is sent' : 'protective exits only'
}

/** What changes a state that a gate has decided: the steps that all must be taken, in the order in which they bind. */
export function whatChanges(
  { state, reasons }: Pick<DeskReport['state'], 'state' | 'reasons'>,
  dataDir: string,
): string {
  if (state === 'active') return 'the next verdict; to stop trading: riskfirst halt'
  const resume = 'riskfirst resume --reason "…"'
  if (reasons.some(({ cause, latch }) => cause === 'breach' && latch === true)) return resume
  if (reasons.some(({ cause }) => cause === 'kill-switch')) return `delete ${dataDir}/HALT, or ${resume}`
  if (reasons.some(({ cause }) => cause === 'unknown')) return 'the next cycle decides'
  if (reasons.some(({ cause, baseline }) => cause === 'limit' && baseline !== undefined))
    return `the next verdict, or ${resume}, which re-bases`
  return 'the next verdict decides'
}
