import type { Agent, Briefing, Proposal } from '../../src/agents/agent.js'
import { parseProposal } from '../../src/agents/proposal.js'
import { builtinAgents } from '../../src/agents/roster.js'
import type { Book, Position } from '../../src/desk/portfolio.js'
import { createSimulatedSource } from '../../src/market/simulated-source.js'
import type { MarketSnapshot } from '../../src/market/snapshot.js'
import { median, report } from './measure.js'

const HOUR_MS = 3_600_000
const FROM_MS = Date.UTC(2026, 0, 1)
const WARM_UP = 200
const CYCLES = 600
const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'LINK/USDT']
const source = createSimulatedSource({ seed: 1, symbols, timeframeMs: HOUR_MS, lookback: 500 })
const agents = [...builtinAgents.values()].map((agent) => ({ agent, settings: agent.settings.parse({}) }))
const memory = new Map<string, Proposal['memory']>()
const { signal } = new AbortController()

/** What a cycle took, ms: each agent, and the checks of all proposals. */
const taken = new Map<string, number[]>([...builtinAgents.keys(), 'checks'].map((name) => [name, []]))
const totals: number[] = []

for (let number = 1; number <= WARM_UP + CYCLES; number++) {
  const asOfMs = FROM_MS + number * HOUR_MS
  const market = source.snapshot(asOfMs, asOfMs)
  const proposals: Record<string, Proposal> = {}
  let total = 0
  let checks = 0
  for (const { agent, settings } of agents) {
    const briefing = briefingFor(agent, { number, market, settings, proposals })
    const startedMs = performance.now()
    const proposal = await agent.run(briefing, signal)
    const ms = performance.now() - startedMs
    const checkedMs = performance.now()
    const parsed = parseProposal(proposal)
    checks += performance.now() - checkedMs
    if (!parsed.ok) throw new Error(`${agent.name}: ${parsed.message}`)
    proposals[agent.name] = parsed.proposal
    memory.set(agent.name, parsed.proposal.memory)
    total += ms
    if (number > WARM_UP) taken.get(agent.name)?.push(ms)
  }
  if (number <= WARM_UP) continue
  totals.push(total)
  taken.get('checks')?.push(checks)
}

const breakdown = [...taken].map(([name, durations]) => `${name} ${median(durations).toFixed(2)}`)
report({
  what: `${agents.length} built-in agents, a cycle of ${symbols.length} symbols × 500 candles`,
  got: `${median(totals).toFixed(2)} ms`,
  limit: '< 3 ms',
  detail: `ms: ${breakdown.join(', ')} (checking what they propose, on top); medians of ${CYCLES} cycles`,
})

interface Moment {
  readonly number: number
  readonly market: MarketSnapshot
  readonly settings: unknown
  readonly proposals: Readonly<Record<string, Proposal>>
}

/** An account that holds something of every symbol, and has traded before. */
function briefingFor({ name, phase }: Agent, { number, market, settings, proposals }: Moment): Briefing {
  const instant = new Date(market.asOfMs).toISOString()
  const held = memory.get(name)
  const prices = symbols.map((symbol) => [symbol, market.symbols[symbol]?.last ?? 0] as const)
  const own: Book = { positions: positionsOf(prices, 300), cashFlow: -1500, realised: 0, fees: 1.5 }
  const baseline = { equity: 10_000, at: instant }
  return {
    cycle: { id: `c${number}`, number, tick: instant, asOf: instant },
    attempt: 1,
    settings,
    market,
    proposals,
    ...(phase === 'critical' ? {} : { state: { state: 'active', reasons: [], restrict: [], since: instant } }),
    ...(held === undefined ? {} : { memory: held }),
    portfolio: {
      quote: 'USDT',
      complete: true,
      missing: [],
      cash: 5500,
      equity: 10_000,
      positions: positionsOf(prices, 900),
      baselines: { session: baseline, dayStart: baseline, rolling24h: baseline, highWaterMark: baseline },
      roundTrips: Array.from({ length: 100 }, (_, i) => ({
        agent: 'strategy',
        symbol: symbols[i % symbols.length] ?? '',
        openedAt: new Date(market.asOfMs - (110 - i) * 24 * HOUR_MS).toISOString(),
        closedAt: new Date(market.asOfMs - (105 - i) * 24 * HOUR_MS).toISOString(),
        profit: i % 3 === 0 ? -10 : 8,
      })),
      own,
    },
  }
}

function positionsOf(prices: readonly (readonly [string, number])[], value: number): Record<string, Position> {
  return Object.fromEntries(
    prices.map(([symbol, price]) => {
      const quantity = value / price
      return [symbol, { symbol, quantity, cost: value, price, value, unrealised: 0 }]
    }),
  )
}
