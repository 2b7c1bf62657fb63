import type { Sized, Sizing } from '../sizing.js'
import type { Decision } from './decision.js'
import type { Outlook } from './outlook.js'

/** A stop nearer than this, in ATRs, would be hit by chance. */
const NEAREST_STOP_ATR = 0.5

/** The orders that a decision comes to in the agent's own book: a buy up to its target, or a sale of all of it. */
export function carryOut(
  { action, reasoning, stop }: Decision,
  outlook: Outlook,
  { sizing, stopAtr }: { readonly sizing: Sizing; readonly stopAtr: number },
): Sized {
  const { symbol, last, dailyVolatility } = outlook
  switch (action) {
    case 'HOLD':
      return { orders: [], idle: reasoning }
    case 'SELL':
      return withReason(sizing.close({ symbol, reason: reasoning }), reasoning)
    case 'BUY': {
      const stopped = { symbol, last, dailyVolatility, stop: stopFor(stop, outlook, stopAtr), reason: reasoning }
      const sized = sizing.approach(stopped)
      // Bringing a position to its target may mean to sell, which is not what was decided.
      if (sized.orders[0]?.side === 'sell') return { orders: [], idle: `holds more than its target; ${reasoning}` }
      return withReason(sized, reasoning)
    }
  }
}

function withReason(sized: Sized, reasoning: string): Sized {
  return sized.idle === undefined ? sized : { orders: [], idle: `${sized.idle}; ${reasoning}` }
}

/** The stop that was decided on if it lies between the agent's own and the price, else the agent's own. */
function stopFor(decided: number | undefined, { last, atr }: Outlook, stopAtr: number): number {
  const own = last - stopAtr * atr
  return decided !== undefined && decided >= own && decided <= last - NEAREST_STOP_ATR * atr ? decided : own
}
