import type { Config } from '../config/config.js'
import type { Grid } from '../orchestrator/cadence.js'

/** From one cycle to the next, in market time: a recorded market goes on by a timeframe, whatever lies between live cycles. */
export function stepOf({ market, cycle }: Pick<Config, 'market' | 'cycle'>): Grid {
  if (market.source === 'simulated' && cycle.intervalMs > 0) return cycle
  return { intervalMs: market.timeframeMs, offsetMs: 0 }
}
