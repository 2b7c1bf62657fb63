import { defineAgent, type Proposal } from '../agent.js'
import { maxOrders } from '../proposal.js'
import { createSizing } from '../sizing.js'
import { summarise } from '../summary.js'
import { recall, remember } from './bought-for.js'
import { type Decision, decide, type Run } from './decide.js'
import { type StrategySettings, strategySettings } from './settings.js'
import { strategyNames } from './trading-strategy.js'

/** Trades by one or several strategies in its own book: sized by volatility, with a stop on each buy that follows the price up. */
export const strategy = defineAgent<StrategySettings>({
  name: 'strategy',
  description:
    'Trend, mean reversion and breakout, each if it is on; sized by volatility, with stops that follow the price.',
  settings: strategySettings,
  runWhen: 'reducing',
  run: (briefing) => {
    const { settings, market, memory } = briefing
    const symbols = new Set(settings.symbols ?? Object.keys(market.symbols))
    const on = strategyNames.filter((name) => settings[name])
    const run = { briefing, sizing: createSizing(briefing, settings), boughtFor: recall(memory), on }
    const decisions = [...symbols].map((symbol) => decide(symbol, run))
    return toProposal(decisions, memoryAfter(decisions, run))
  },
})

function toProposal(decisions: readonly Decision[], memory: Pick<Proposal, 'memory'>): Proposal {
  const orders = decisions.flatMap((decision) => decision.orders)
  const sales = orders.filter(({ side }) => side === 'sell')
  const purchases = orders.filter(({ side }) => side === 'buy')
  const stops = decisions.flatMap(({ symbol, stop }) => (stop === undefined ? [] : [[symbol, { stop }] as const]))
  return {
    summary: summarise(decisions.map(tell)),
    signals: decisions.flatMap(({ signal }) => signal ?? []),
    // Should there be too many, what is left out comes back in the next cycle; sales must not wait.
    orders: [...sales, ...purchases].slice(0, maxOrders),
    ...(stops.length === 0 ? {} : { protect: Object.fromEntries(stops.slice(0, maxOrders)) }),
    metrics: { symbols: decisions.length, buys: purchases.length, sells: sales.length, stops: stops.length },
    data: Object.fromEntries(decisions.flatMap(({ symbol, idle }) => (idle === undefined ? [] : [[symbol, idle]]))),
    ...memory,
  }
}

/** What is left unsaid leaves what was remembered before; so it is said when there was something. */
function memoryAfter(decisions: readonly Decision[], { briefing, boughtFor, on }: Run): Pick<Proposal, 'memory'> {
  const { memory, portfolio } = briefing
  const after = remember(decisions, {
    boughtFor,
    on,
    isHeld: (symbol) => Object.hasOwn(portfolio.own.positions, symbol),
  })
  return memory === undefined && Object.keys(after).length === 0 ? {} : { memory: { boughtFor: after } }
}

function tell({ symbol, orders: [first], orders, idle, stop }: Decision): string {
  const moved = stop === undefined ? '' : `; its stop moves up to ${stop}`
  if (first === undefined) return `${symbol}: ${idle}${moved}`
  const size = 'quantity' in first ? first.quantity : first.notional
  return `${symbol}: ${orders.length} × ${first.side} ${size}; ${first.reason}${moved}`
}
