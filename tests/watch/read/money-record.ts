import type { StateReason } from '../../../src/agents/agent.js'
import type { ExactBook } from '../../../src/desk/settlement.js'
import { openStore } from '../../../src/store/database.js'
import { createJournal } from '../../../src/store/journal.js'
import { freshFolder, identity } from '../../store/data-folders.js'
import { fillOf, orderOf, reportOf, settlementOf, startOf } from '../../store/sealed-cycles.js'

/** Of the nth cycle, from 0. */
export interface MadeUpMoney {
  readonly equity: (n: number) => number | null
  readonly state?: (n: number) => 'active' | 'reducing' | 'halted'
  /** Whether a fill of n units is recorded in it. */
  readonly fills?: (n: number) => boolean
}

/** The first reason of a cycle in which not everything may trade. */
export const reasonOf = (n: number): StateReason => ({ code: `loss-${n}`, message: `down in ${n}`, cause: 'breach' })

/** A record of sealed cycles, an hour apart, half of whose equity is in the market, through the real journal. */
export function moneyRecord({ equity, state = () => 'active', fills = () => false }: MadeUpMoney) {
  const dataDir = freshFolder()
  const { database } = openStore({ dataDir, identity })
  database.exec('PRAGMA synchronous = OFF')
  const journal = createJournal(database)
  let sealed = 0
  const seal = (n: number) => {
    const cycle = journal.begin(startOf(n))
    const worth = equity(n)
    const name = state(n)
    if (fills(n)) {
      const order = { ...orderOf(cycle), quantity: String(n + 1) }
      journal.sent(order)
      journal.filled(fillOf(order), null)
    }
    const settled = settlementOf({ account: accountOf(worth) })
    journal.seal(
      reportOf(cycle, {
        runs: [],
        state: { state: name, reasons: name === 'active' ? [] : [reasonOf(n)], restrict: [], since: cycle.asOf },
        settlement: worth === null ? settled : { ...settled, observedEquity: String(worth) },
      }),
    )
  }
  /** Seals so many more. */
  const add = (cycles: number) => {
    for (let n = sealed; n < sealed + cycles; n++) seal(n)
    sealed += cycles
  }
  return { dataDir, database, add }
}

function accountOf(worth: number | null) {
  const cash = '5000'
  const held = worth === null ? null : String(worth - 5000)
  const positions = [{ symbol: 'BTC/USDT', quantity: '1', cost: '5000', price: held }]
  const book = (agent: string, cashFlow: string, positions: ExactBook['positions']): ExactBook => ({
    agent,
    cashFlow,
    realised: '0',
    buyFees: '0',
    sellFees: '0',
    positions,
  })
  const books = [book('holder', '-5000', positions), book('idler', '0', [])]
  return { startingCash: '10000', cash, equity: worth === null ? null : String(worth), positions, books }
}
