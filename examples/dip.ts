// dip: buys what fell well below its high, sells it when it has made up for half of the fall, and in doubt does nothing.
import { defineAgent, type OrderIntent, z } from 'riskfirst'

export default defineAgent({
  name: 'dip',
  // Checked when the program starts; a key that is not named here is refused.
  settings: z.strictObject({
    percent: z.number().min(1).max(50).default(5),
    notional: z.number().positive().default(100),
  }),
  run({ market, portfolio, settings }) {
    // Wishes: the desk checks each against the limits, and sells no more than this agent's own book holds.
    const orders: OrderIntent[] = []
    for (const { symbol, condition, candles, last } of Object.values(market.symbols)) {
      if (condition !== 'listed' || last === undefined) continue
      const high = Math.max(last, ...candles.high)
      const fall = 100 * (1 - last / high)
      const reason = `${symbol} is ${fall.toFixed(1)} % under its high of ${high}`
      const held = portfolio.own.positions[symbol]
      if (held !== undefined && fall < settings.percent / 2) {
        orders.push({ symbol, side: 'sell', quantity: held.quantity.toFixed(8), reason })
      } else if (held === undefined && fall > settings.percent) {
        const protect = { stop: (last * 0.9).toFixed(8) } // kept and fired by the ledger, whatever becomes of this agent
        orders.push({ symbol, side: 'buy', notional: settings.notional.toFixed(2), reason, protect })
      }
    }
    return { summary: `${orders.length} orders`, orders }
  },
})
