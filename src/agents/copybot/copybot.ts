import { defineAgent, type Proposal } from '../agent.js'
import { maxOrders } from '../proposal.js'
import { summarise } from '../summary.js'
import { type Decision, follow, waitWith } from './follow.js'
import { type Leader, parseLeader, sum } from './leader.js'
import { judgeMove, type Move, recall } from './move.js'
import { readLeader } from './read-leader.js'
import { type CopybotSettings, copybotSettings } from './settings.js'

/**
 * Follows a leader's portfolio into its own book. A leader that is out of reach or not to be trusted fails the run, and
 * nothing is traded: doing nothing and calling it a success would hide for days that nobody is followed.
 */
export const copybot = defineAgent<CopybotSettings>({
  name: 'copybot',
  description:
    'Follows the portfolio that a leader publishes in a file or at a web address, within a budget of its own.',
  settings: copybotSettings,
  runWhen: 'reducing',
  // A file tells what the leader holds by now, as an address does.
  outside: ({ leader }) =>
    leader === 'sample' ? { kind: 'samples', what: 'a made-up leader' } : { kind: 'world', what: 'a leader' },
  async run(briefing, signal) {
    const { settings, cycle } = briefing
    const leader = parseLeader(await readLeader(settings, signal), cycle.asOf, settings)
    const move = judgeMove(leader.weights, recall(briefing.memory), settings.jumpPercent)
    const decisions = move.isJump ? waitWith(leader, briefing, jumpOf(move)) : follow(leader, briefing)
    return toProposal(decisions, { leader, move, isSample: settings.leader === 'sample' })
  },
})

function jumpOf({ movedPercent = 100 }: Move): string {
  return `the leader changed ${movedPercent.toFixed(0)} % of its weights at once: waits until the next cycle sees it too`
}

function toProposal(
  decisions: readonly Decision[],
  { leader, move, isSample }: { readonly leader: Leader; readonly move: Move; readonly isSample: boolean },
): Proposal {
  const orders = decisions.flatMap((decision) => decision.orders)
  const sales = orders.filter(({ side }) => side === 'sell')
  const purchases = orders.filter(({ side }) => side === 'buy')
  return {
    summary: summarise([introduce(leader, isSample), ...(move.isJump ? [jumpOf(move)] : decisions.map(tell))]),
    // Should there be too many, what is left out comes back in the next cycle; sales must not wait.
    orders: [...sales, ...purchases].slice(0, maxOrders),
    metrics: {
      leaderAgeMinutes: leader.ageMinutes,
      leaderInvestedPercent: sum(leader.weights) * 100,
      leaderPositions: Object.keys(leader.weights).length,
      ...(move.movedPercent === undefined ? {} : { leaderMovedPercent: move.movedPercent }),
      waiting: move.isJump,
      buys: purchases.length,
      sells: sales.length,
    },
    data: Object.fromEntries(decisions.flatMap(({ symbol, idle }) => (idle === undefined ? [] : [[symbol, idle]]))),
    memory: { ...move.memory },
  }
}

/** A made-up leader is said to be one: nobody should take what it buys for advice. */
function introduce({ weights, asOf, ageMinutes }: Leader, isSample: boolean): string {
  const invested = `${(sum(weights) * 100).toFixed(0)} % invested`
  return `${isSample ? 'Sample leader (made up)' : 'Leader'} of ${asOf.slice(0, 16).replace('T', ' ')} UTC, ${ageMinutes.toFixed(0)} min old, ${invested}`
}

function tell({ symbol, orders: [first], orders, idle }: Decision): string {
  if (first === undefined) return `${symbol}: ${idle}`
  return `${symbol}: ${orders.length} × ${first.side} ${'quantity' in first ? first.quantity : first.notional}; ${first.reason}`
}
