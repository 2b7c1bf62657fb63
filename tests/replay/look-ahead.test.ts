import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Briefing, ConfigInput } from '../../src/index.js'
import type { Candle } from '../../src/market/candle-series.js'
import { freshDir, HOUR_MS, madeUpCandles, writeCandles } from '../support/candles.js'
import { active, agentOf, guardOf, noBuiltIns } from '../support/own-agents.js'
import { decisionsUntil, keptReplayOf } from '../support/replays.js'
import { figuresWithin } from './figures-within.js'
import { vandalise } from './vandalise.js'

const LOOKBACK = 60
const COUNT = 132
const BEGIN_MS = Date.UTC(2024, 0, 1)
const SYMBOLS = ['BTC/USDT', 'ETH/USDT'] as const

type Recordings = Readonly<Record<(typeof SYMBOLS)[number], readonly Candle[]>>

const market: ConfigInput['market'] = {
  source: 'csv',
  dir: 'candles',
  symbols: [...SYMBOLS],
  timeframe: '1h',
  lookback: LOOKBACK,
}

const timeOf = (index: number) => BEGIN_MS + index * HOUR_MS
const isoOf = (index: number) => new Date(timeOf(index)).toISOString()

/** A number from 0 to 1 that no other seed and index have. */
function noise(seed: number, index: number): number {
  const wave = Math.sin(seed * 12.9898 + index * 78.233) * 43_758.5453
  return wave - Math.floor(wave)
}

/** Candles of a walk in trends of a day; every figure in them is found nowhere else. */
function walk(seed: number, startPrice: number): readonly Candle[] {
  const prices = [startPrice]
  for (let index = 0; index < COUNT; index++) {
    const drift = (noise(seed, 1000 + Math.floor(index / 24)) - 0.45) * 0.012
    prices.push((prices[index] ?? 0) * (1 + drift + (noise(seed, index) - 0.5) * 0.02))
  }
  const candles = madeUpCandles({ fromMs: BEGIN_MS, count: COUNT, price: (index) => prices[index] ?? 0 })
  return candles.map((candle, index) => ({
    ...candle,
    high: candle.high * (1 + noise(seed, 3000 + index) * 0.001),
    low: candle.low * (1 - noise(seed, 4000 + index) * 0.001),
    volume: 500 + noise(seed, 2000 + index) * 100,
  }))
}

const walks = (seed: number): Recordings => ({ 'BTC/USDT': walk(seed, 40_000), 'ETH/USDT': walk(seed + 0.5, 2000) })

/** A folder with these candles. */
async function recordingOf(recordings: Recordings): Promise<string> {
  const cwd = await freshDir()
  await mkdir(join(cwd, 'candles'))
  for (const symbol of SYMBOLS) await writeCandles(join(cwd, 'candles'), symbol, recordings[symbol])
  return cwd
}

const wholeSpan = { from: isoOf(LOOKBACK), to: isoOf(COUNT) }

describe('an agent in a replay', () => {
  it('reaches no figure of the future, wherever it looks and whatever it keeps', async () => {
    const late = walk(7, 2000).slice(LOOKBACK + 20)
    const recordings = { 'BTC/USDT': walk(3, 40_000), 'ETH/USDT': late }
    const known: Briefing[] = []
    const seen = new Map<string, ReadonlySet<number>>()
    const spy = agentOf('spy', (briefing, signal) => {
      known.push(briefing)
      seen.set(briefing.cycle.asOf, figuresWithin([known, signal]))
      return { summary: 'looked', memory: { cycles: known.length } }
    })
    await keptReplayOf({
      ...wholeSpan,
      cwd: await recordingOf(recordings),
      document: { market, agents: { ...noBuiltIns, guard: {}, spy: {} } },
      agents: [guardOf(active), spy],
    })
    expect(seen.size).toBe(COUNT - LOOKBACK)
    const candles = [...recordings['BTC/USDT'], ...recordings['ETH/USDT']]
    for (const [asOf, figures] of seen) {
      const nowMs = Date.parse(asOf)
      const future = candles.filter(({ time }) => time >= nowMs).flatMap((candle) => unknownAt(nowMs, candle))
      expect({ asOf, found: future.filter((figure) => figures.has(figure)) }).toEqual({ asOf, found: [] })
      const past = candles.filter(({ time }) => time < nowMs && time >= nowMs - LOOKBACK * HOUR_MS)
      expect(past.filter(({ close, volume }) => !figures.has(close) || !figures.has(volume))).toEqual([])
    }
  })
})

describe('an agent that writes into all that it is told', () => {
  it('changes nothing for others, in this cycle or later ones', async () => {
    const decidedWith = async (alter: (briefing: Briefing) => void) => {
      const vandal = agentOf('vandal', (briefing) => {
        alter(briefing)
        return { summary: 'wrote' }
      })
      const dataDir = await keptReplayOf({
        ...wholeSpan,
        cwd: await recordingOf(walks(1)),
        document: { market, agents: { ...noBuiltIns, vandal: {}, risk: {}, technical: {}, strategy: {} } },
        agents: [vandal],
      })
      return decisionsUntil(dataDir, isoOf(COUNT))
    }
    const harmless = await decidedWith(() => {})
    expect(harmless['fills']?.length).toBeGreaterThan(5)
    expect(await decidedWith(vandalise)).toEqual(harmless)
  })
})

/** What nobody can know of a candle at an instant: of the one that opens then, all but that. */
function unknownAt(nowMs: number, { time, open, high, low, close, volume }: Candle): readonly number[] {
  const later = [high, low, close, volume].filter((figure) => figure !== open)
  return time === nowMs ? later : [time, open, ...later]
}

/** Other candles after an instant. */
interface Change {
  /** The last cycle that must not notice. */
  readonly index: number
  readonly seed: number
  readonly scale: number
  /** How many candles are left after that instant, by symbol. */
  readonly left: readonly [number, number]
}

const change: fc.Arbitrary<Change> = fc.record({
  index: fc.integer({ min: LOOKBACK, max: COUNT - 2 }),
  seed: fc.integer({ min: 100, max: 999 }),
  scale: fc.double({ min: 0.3, max: 3, noNaN: true }),
  left: fc.tuple(fc.nat(COUNT), fc.nat(COUNT)),
})

function changed(recordings: Recordings, { index, seed, scale, left }: Change): Recordings {
  const other = walks(seed)
  const changedOne = (symbol: (typeof SYMBOLS)[number], most: number) => {
    const candles = recordings[symbol].slice(0, index + 1 + most)
    return candles.map((candle, at) => (at < index ? candle : replaced(candle, other[symbol][at], at === index, scale)))
  }
  return { 'BTC/USDT': changedOne('BTC/USDT', left[0]), 'ETH/USDT': changedOne('ETH/USDT', left[1]) }
}

/** Another candle in the place of one; where that opens is known already when it opens. */
function replaced(candle: Candle, other: Candle = candle, isOpening: boolean, scale: number): Candle {
  const [open, close] = [isOpening ? candle.open : other.open * scale, other.close * scale]
  return { ...other, open, close, high: Math.max(open, close) * 1.1, low: Math.min(open, close) * 0.9 }
}

describe('the decisions of a replay', () => {
  const document: ConfigInput = {
    market,
    agents: { ...noBuiltIns, risk: {}, technical: {}, strategy: {}, trading: { settings: { minConfidence: 0.4 } } },
  }
  const decided = async (recordings: Recordings) =>
    keptReplayOf({ ...wholeSpan, cwd: await recordingOf(recordings), document })

  it('up to an instant are the same whatever the candles after it are', async () => {
    const recordings = walks(1)
    const before = await decided(recordings)
    expect(decisionsUntil(before, isoOf(COUNT))['fills']?.length).toBeGreaterThan(10)
    await fc.assert(
      fc.asyncProperty(change, async (other) => {
        const after = await decided(changed(recordings, other))
        const [now, last] = [isoOf(other.index), isoOf(COUNT)]
        expect(decisionsUntil(after, now)).toEqual(decisionsUntil(before, now))
        expect(decisionsUntil(after, last)).not.toEqual(decisionsUntil(before, last))
      }),
      { numRuns: 15 },
    )
  }, 120_000)
})
