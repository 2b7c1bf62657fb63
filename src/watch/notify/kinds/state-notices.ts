import type { TradingState } from '../../../agents/agent.js'
import { NOTICES, type NoticeKind } from '../../../config/watch-schema.js'
import { instant } from '../../../report/figures.js'
import { stateMark } from '../../../report/marks.js'
import { reasonInWords, type ShownState, sentWhile, whatChanges } from '../../../report/sections/trading-state.js'
import type { Overview } from '../../api.js'
import { type Notice, shortened } from '../notice.js'
import type { NoticeSource } from '../notice-source.js'

/** What the tracking of the trading state begins with. */
export interface StateNoticesOptions {
  /** As it stands in the record. */
  readonly overview: Overview
  /** Of a run that begins, whose first cycle tells; else of one whose thread or channels are others now. */
  readonly isFresh: boolean
  /** As people read it. */
  readonly dataDir: string
  readonly now: () => number
}

type StateKind = Extract<NoticeKind, 'halted' | 'failed-closed' | 'reducing' | 'active'>
type Reasons = TradingState['reasons']

interface Told {
  readonly kind: StateKind
  readonly codes: ReadonlySet<string>
}

const MOST_REASONS = 8

/**
 * Tells when the trading state has changed, or has a new reason: as a gate decides it, as the kill switch is thrown,
 * and as the record shows it once a cycle is sealed.
 */
export function createStateNotices({ overview, isFresh, dataDir, now }: StateNoticesOptions): NoticeSource {
  let told: Told | undefined // a halt is rather told twice than never
  /** The record is behind until it holds this cycle. */
  let decidedIn = (overview.cycles[0]?.number ?? 0) + (isFresh ? 1 : 0)
  let cycle: { readonly id: string; readonly number: number } | undefined

  const look = (shown: Omit<ShownState, 'restrict'>): readonly Notice[] => {
    const found = toldOf(shown)
    if (found === undefined) return []
    const before = told
    if (before !== undefined && isSame(before, found)) return []
    const { kind, codes } = found
    // While the state is the same, a reason that comes and goes is told once.
    told = before?.kind === kind ? { kind, codes: new Set([...before.codes, ...codes]) } : found
    if (before === undefined && kind === 'active') return []
    const atMs = now()
    const key = `state ${kind} ${atMs} ${[...codes].join(' ')}` // it has changed: that is never a repetition
    const about = cycle === undefined ? {} : { cycleId: cycle.id }
    return [
      {
        kind,
        severity: NOTICES[kind],
        key,
        title: titleOf(kind, shown.reasons),
        ...about,
        lines: linesOf(shown),
        atMs,
      },
    ]
  }

  return {
    onEvent(event) {
      if (event.type === 'cycle-started') cycle = event.cycle
      if (event.type !== 'gate-decided') return []
      decidedIn = cycle?.number ?? decidedIn
      return look({ ...event.state, changes: whatChanges(event.state, dataDir) })
    },
    onOverview({ standing, lastSealed, killSwitch }) {
      const isKnown = killSwitch !== null || (lastSealed?.number ?? 0) >= decidedIn
      return isKnown ? look(standing) : []
    },
  }
}

/** Undefined before the first cycle has ended. */
function toldOf({ state, reasons }: Pick<ShownState, 'state' | 'reasons'>): Told | undefined {
  if (state === 'unknown') return undefined
  const isUnknown = reasons.some(({ cause }) => cause === 'unknown')
  const kind = state === 'halted' && isUnknown ? 'failed-closed' : state
  return { kind, codes: new Set(binding(state, reasons).map(({ code, agent }) => `${agent ?? ''}:${code}`)) }
}

/** A reason that is gone makes no other state; one that is new does. */
function isSame(before: Told, { kind, codes }: Told): boolean {
  return before.kind === kind && [...codes].every((code) => before.codes.has(code))
}

function binding(state: TradingState['state'], reasons: Reasons): Reasons {
  if (state === 'active') return []
  return reasons.filter(({ cause }) => cause !== 'warning' && (state === 'reducing' || cause !== 'limit'))
}

const heads: Readonly<Record<StateKind, string>> = {
  active: 'ACTIVE again',
  reducing: 'REDUCING',
  halted: 'HALTED',
  'failed-closed': 'HALTED, failed closed',
}

function titleOf(kind: StateKind, reasons: Reasons): string {
  const state = kind === 'failed-closed' ? 'halted' : kind
  const codes = [...new Set(binding(state, reasons).map(({ code }) => code))]
  return codes.length === 0 ? heads[kind] : `${heads[kind]}: ${codes.join(', ')}`
}

function linesOf({ state, since, reasons, changes }: Omit<ShownState, 'restrict'>): readonly string[] {
  const began = since === null ? '' : `Since ${instant(since)}: `
  return [
    `${began}${sentWhile(state, reasons)}`,
    ...shortened(reasons.map(reasonWithFigures), MOST_REASONS),
    `What changes it: ${changes}`,
  ]
}

/** A reason as screens tell it, with the figure that broke the limit. */
export function reasonWithFigures(reason: Reasons[number]): string {
  const { value, limit } = reason
  const figures = [
    ...(value === undefined ? [] : [`value ${round(value)}`]),
    ...(limit === undefined ? [] : [`limit ${round(limit)}`]),
  ]
  const mark = reason.cause === 'kill-switch' ? 'kill switch: ' : '' // which screens have a mark for
  return `${mark}${reasonInWords(reason)}${figures.length === 0 ? '' : ` (${figures.join(', ')})`}`
}

/** The state in a word with its mark, as screens show it. */
export function stateInWords(state: ShownState['state']): string {
  return state === 'unknown' ? '○ UNKNOWN' : toText(stateMark[state])
}

const toText = (cell: (typeof stateMark)['active']) => (typeof cell === 'string' ? cell : cell.text)

const round = (value: number) => String(Number(value.toPrecision(6)))
