import type { ReplayedMarket } from './report.js'

/** From one cycle to the next, ms of market time; 0 of a single cycle. */
export function stepMsOf({ from, to, cycles }: Pick<ReplayedMarket, 'from' | 'to' | 'cycles'>): number {
  return (Date.parse(to) - Date.parse(from)) / Math.max(1, cycles - 1)
}
