import { floorDecimal } from '../decimal.js'
import type { Subject } from './subject.js'

/** What a stop is placed by. */
export type StopBasis = Pick<Subject, 'last' | 'atr' | 'held'> & {
  readonly settings: Pick<Subject['settings'], 'stopAtr' | 'stopStepAtr'>
}

/** Where a buy is stopped out: so many ATRs under the price, and never under the stop that the position has. */
export function stopOfBuy(basis: StopBasis): number {
  return Math.max(ownStop(basis), keptStop(basis) ?? 0)
}

/** Where the stop of a position is to move up to; undefined when nothing is held, or it is worth no step or no stop. */
export function raisedStop(basis: StopBasis): string | undefined {
  const { held, last, atr, settings } = basis
  const stop = ownStop(basis)
  if (held === undefined || stop <= 0 || stop >= last) return undefined
  const kept = keptStop(basis)
  if (kept !== undefined && stop - kept <= settings.stopStepAtr * atr) return undefined
  const raised = floorDecimal(stop)
  return Number(raised) > (kept ?? 0) ? raised : undefined
}

function ownStop({ last, atr, settings }: StopBasis): number {
  return last - settings.stopAtr * atr
}

function keptStop({ held }: StopBasis): number | undefined {
  const stop = held?.protect?.stop
  return stop === undefined ? undefined : Number(stop)
}
