import type { StateChange } from '../../../store/money-queries.js'
import type { Series } from '../../api.js'

type Halt = Series['halts'][number]

/** A span of market time, ISO UTC, both ends included. */
export interface TimeSpan {
  readonly from: string
  readonly to: string
}

/** When nothing could be bought within a span, each time with the first reason; of very many, the longest. */
export function haltsWithin(changes: readonly StateChange[], { from, to }: TimeSpan, most: number): readonly Halt[] {
  const halts = changes.flatMap(({ at, state, reason }, index): readonly Halt[] => {
    if (state === 'active') return []
    const next = changes[index + 1]
    if (at > to || (next !== undefined && next.at < from)) return []
    const { code = 'unknown', message = '' } = reason ?? {}
    return [{ from: seconds(at), to: next === undefined ? null : seconds(next.at), state, code, message }]
  })
  if (halts.length <= most) return halts
  const longest = new Set(halts.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, most))
  return halts.filter((halt) => longest.has(halt))
}

const lengthOf = ({ from, to }: Halt) => (to ?? Number.POSITIVE_INFINITY) - from

/** Epoch seconds of an ISO UTC instant. */
export const seconds = (iso: string): number => Date.parse(iso) / 1000
