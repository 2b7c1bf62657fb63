/** A read-only column of numbers: a typed array in process, a plain array across a process. */
export interface Column extends Iterable<number> {
  readonly length: number
  readonly [index: number]: number
}

/** Closed candles of one symbol as columns of equal length, oldest first. */
export interface Candles {
  /** Open time, epoch ms. */
  readonly time: Column
  readonly open: Column
  readonly high: Column
  readonly low: Column
  readonly close: Column
  readonly volume: Column
}

/**
 * How far a symbol can be trusted: `listed` (trade it), `absent` (before its first or after its last candle: no fault,
 * not tradable), `partial` (an expected candle is missing: a fault), `suspect` (its price jumped implausibly far).
 */
export type SymbolCondition = 'listed' | 'absent' | 'partial' | 'suspect'

/** One symbol as seen at asOf. */
export interface SymbolView {
  readonly symbol: string
  readonly condition: SymbolCondition
  /** Why the condition is not `listed`. */
  readonly reason?: string
  /** Closed candles up to asOf, at most `lookback`; what its buffers hold never lies after asOf. */
  readonly candles: Candles
  /** The price at asOf, in quote currency; missing when the symbol is absent or partial. */
  readonly last?: number
  /** When `last` was made, epoch ms in the source's own time. */
  readonly lastAtMs?: number
  /** Age of `last` at the observation, ms in the source's own time. */
  readonly ageMs?: number
}

/** The whole market as one cycle sees it. */
export interface MarketSnapshot {
  /** The instant looked at, epoch ms. */
  readonly asOfMs: number
  readonly timeframeMs: number
  readonly symbols: Readonly<Record<string, SymbolView>>
}

/** Where candles come from. A source never shows anything that lies after the asOf it is asked for. */
export interface MarketSource {
  /** For people: `SIMULATED MARKET`, `RECORDED MARKET`. */
  readonly label: string
  /** What a data folder keeps as its identity: the same string for the same market. */
  readonly identity: string
  readonly symbols: readonly string[]
  /**
   * The instant that a cycle due at `tickMs` looks at, when the last sealed cycle looked at `previousMs`;
   * undefined when recorded data is over.
   */
  nextAsOf(tickMs: number, previousMs: number | undefined): number | undefined
  /** The market at `asOfMs`; `nowMs` is the calendar's, for the ages. */
  snapshot(asOfMs: number, nowMs: number): MarketSnapshot
  /** The current instant in the source's own time: the calendar's now, or the recorded asOf. */
  now(asOfMs: number, nowMs: number): number
  /** The price to be had for `symbol` while the cycle that looks at `asOfMs` sends its orders. */
  quote(symbol: string, asOfMs: number): number | undefined
}
