import type { OrderIntent } from '../../desk/order.js'
import { type AgentHome, type Briefing, defineAgent, type Proposal, type Signal } from '../agent.js'
import { maxOrders } from '../proposal.js'
import { createSizing } from '../sizing.js'
import { summarise } from '../summary.js'
import { carryOut } from './carry-out.js'
import type { Counsel } from './counsel.js'
import { type Decision, hold, onlyIfConfident } from './decision.js'
import type { Models } from './model/models.js'
import { type NoOutlook, type Outlook, readOutlook } from './outlook.js'
import { decideByRules } from './rules.js'
import { type TradingSettings, tradingSettings } from './settings.js'

/** Decides BUY, SELL or HOLD per symbol, by rules or by language models; sizes and stops are code, whoever decides. */
export const trading = defineAgent<TradingSettings>({
  name: 'trading',
  description: 'BUY, SELL or HOLD per symbol by a vote of indicators or of language models; sizes and stops by code.',
  settings: tradingSettings,
  runWhen: 'reducing',
  uses: ['sentiment', 'technical'],
  outside: ({ provider }) => (provider === 'model' ? { kind: 'world', what: 'a language model' } : undefined),
  open(home) {
    const models = openedLater(home)
    return { run: (briefing, signal) => trade(briefing, signal, models) }
  },
  run: (briefing, signal) => trade(briefing, signal, unopened),
})

/** The provider "model" and the packages that it needs are loaded by the first run that asks one. */
function openedLater(home: AgentHome): () => Promise<Models> {
  let models: Promise<Models> | undefined
  return () => {
    models ??= import('./model/models.js').then(({ openModels }) => openModels(home))
    return models
  }
}

/** Without a folder nothing could remember what models have cost. */
function unopened(): Promise<Models> {
  return Promise.reject(new Error('expected to be opened with a folder, as the provider is "model"'))
}

type Read = Outlook | NoOutlook

function trade(
  briefing: Briefing<TradingSettings>,
  signal: AbortSignal,
  models: () => Promise<Models>,
): Proposal | Promise<Proposal> {
  const { market, settings, proposals } = briefing
  const symbols = new Set(settings.symbols ?? Object.keys(market.symbols))
  const read = [...symbols].map((symbol) => readOutlook(symbol, market, settings))
  const outlooks = read.filter((one) => 'last' in one)
  switch (settings.provider) {
    case 'rules':
      return propose(read, briefing, {
        decisions: outlooks.map((outlook) => decideByRules(outlook, proposals, settings)),
      })
    case 'model':
      return models()
        .then((opened) => opened.decide(outlooks, briefing, signal))
        .then((counsel) => propose(read, briefing, counsel))
  }
}

/** What came of one symbol. */
interface Outcome {
  readonly symbol: string
  readonly decision?: Decision
  readonly orders: readonly OrderIntent[]
  /** Why there are no orders. */
  readonly idle?: string
}

function propose(read: readonly Read[], briefing: Briefing<TradingSettings>, counsel: Counsel): Proposal {
  const { minConfidence, stopAtr } = briefing.settings
  const sizing = createSizing(briefing, briefing.settings)
  const decided = new Map(counsel.decisions.map((decision) => [decision.symbol, decision]))
  const outcomes = read.map((one): Outcome => {
    if (!('last' in one)) return { ...one, orders: [] }
    const { symbol } = one
    const decision = onlyIfConfident(decided.get(symbol) ?? hold(symbol, 'no decision'), minConfidence)
    return { symbol, decision, ...carryOut(decision, one, { sizing, stopAtr }) }
  })
  return toProposal(outcomes, counsel)
}

function toProposal(outcomes: readonly Outcome[], { alert, metrics, data }: Counsel): Proposal {
  const orders = outcomes.flatMap((outcome) => outcome.orders)
  const sales = orders.filter(({ side }) => side === 'sell')
  const purchases = orders.filter(({ side }) => side === 'buy')
  return {
    summary: summarise([...(alert === undefined ? [] : [alert]), ...outcomes.map(tell)]),
    signals: outcomes.flatMap(({ decision }) => signalOf(decision)),
    // Should there be too many, what is left out comes back in the next cycle; sales must not wait.
    orders: [...sales, ...purchases].slice(0, maxOrders),
    metrics: { symbols: outcomes.length, buys: purchases.length, sells: sales.length, ...metrics },
    data: {
      ...Object.fromEntries(outcomes.flatMap(({ symbol, idle }) => (idle === undefined ? [] : [[symbol, idle]]))),
      ...data,
    },
  }
}

function signalOf(decision: Decision | undefined): readonly Signal[] {
  if (decision === undefined || decision.action === 'HOLD') return []
  const { symbol, action, confidence, reasoning } = decision
  return [{ symbol, direction: action === 'BUY' ? 1 : -1, confidence, reason: reasoning }]
}

function tell({ symbol, decision, orders: [first], orders, idle }: Outcome): string {
  const verdict = decision === undefined ? symbol : `${symbol}: ${decision.action}`
  if (first === undefined) return `${verdict}: ${idle}`
  return `${verdict}, ${orders.length} × ${'quantity' in first ? first.quantity : first.notional}; ${first.reason}`
}
