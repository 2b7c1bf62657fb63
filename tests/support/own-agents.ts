import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { builtinAgents } from '../../src/agents/roster.js'
import {
  type Agent,
  type Briefing,
  type ConfigInput,
  defineAgent,
  type OrderIntent,
  type Proposal,
  type Verdict,
} from '../../src/index.js'
import { freshDir, madeUpCandles, writeCandles } from './candles.js'

/** A folder with recorded candles of BTC/USDT whose price at hour n after 2024-01-01 is `price(n)`. */
export async function recording(price: (index: number) => number, count = 80): Promise<string> {
  const cwd = await freshDir()
  await mkdir(join(cwd, 'candles'))
  await writeCandles(join(cwd, 'candles'), 'BTC/USDT', madeUpCandles({ count, price }))
  return cwd
}

/** The market of a `recording`, looked at from its hour 40 on. */
export const recordedMarket = {
  source: 'csv',
  dir: 'candles',
  symbols: ['BTC/USDT'],
  timeframe: '1h',
  lookback: 30,
  from: '2024-01-02T16:00:00Z',
} as const satisfies ConfigInput['market']

const off = { enabled: false } as const

/** The built-in agents, off. */
export const noBuiltIns = Object.fromEntries([...builtinAgents.keys()].map((name) => [name, off]))

/** An agent without settings; `run` is all there is to it. */
export function agentOf(
  name: string,
  run: (briefing: Briefing, signal: AbortSignal) => Promise<Proposal> | Proposal,
  more: Pick<Agent, 'phase' | 'runWhen'> = {},
): Agent {
  return defineAgent({ name, settings: z.unknown(), run, ...more })
}

/** A critical agent with these verdicts, one a cycle, the last one for ever. */
export function guardOf(...verdicts: readonly Pick<Verdict, 'state' | 'reasons'>[]): Agent {
  return agentOf(
    'guard',
    ({ cycle }) => {
      const given = verdicts[Math.min(cycle.number, verdicts.length) - 1]
      if (given === undefined) throw new Error('a guard without verdicts')
      return { summary: given.state, verdict: { cycleId: cycle.id, ...given } }
    },
    { phase: 'critical' },
  )
}

/** A verdict that lets everything through. */
export const active = { state: 'active', reasons: [] } as const

/** An agent of the parallel phase that asks for these orders. */
export function traderOf(name: string, orders: (briefing: Briefing) => readonly OrderIntent[]): Agent {
  return agentOf(name, (briefing) => ({ summary: 'orders', orders: orders(briefing) }))
}
