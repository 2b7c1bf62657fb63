import * as z from 'zod'
import { BUILT_IN_AGENTS } from '../../src/config/schema.js'
import { type ConfigInput, defineAgent } from '../../src/index.js'

// Without anything of vitest: a process of its own runs this too.
const SYMBOL = 'BTC/USDT'

/** The hour at which prices fall, of `crashingTo`. */
export const CRASH_HOUR = 76

/** Calm prices around 100 that are `price` at the hour of the crash, and so many hours after it. */
export function crashingTo(price: number, hours: number): (hour: number) => number {
  return (hour) => (hour >= CRASH_HOUR && hour < CRASH_HOUR + hours ? price : 100 + Math.sin(hour * 1.7))
}

/** Buys three parts of 9 % in its first cycle, without a stop, and holds them. */
export const investor = defineAgent({
  name: 'investor',
  settings: z.strictObject({}),
  run: ({ portfolio }) => ({
    summary: 'buys once',
    orders:
      Object.keys(portfolio.own.positions).length > 0
        ? []
        : [1, 2, 3].map(() => ({ symbol: SYMBOL, side: 'buy', notional: '900', reason: 'in' })),
  }),
})

const others = Object.fromEntries(
  Object.keys(BUILT_IN_AGENTS).flatMap((name) => (name === 'risk' ? [] : [[name, { enabled: false }]])),
)

/** The built-in risk agent and the investor, from four hours before the crash on. */
export const flattening = {
  market: {
    source: 'csv',
    dir: 'candles',
    symbols: [SYMBOL],
    timeframe: '1h',
    lookback: 60,
    from: '2024-01-04T00:00:00Z',
  },
  limits: { onHalt: 'flatten' },
  agents: { ...others, investor: {} },
} as const satisfies ConfigInput
