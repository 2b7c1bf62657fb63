import type { Series, SeriesFill } from '../../src/watch/api.js'

const CYCLE_S = 900
const CYCLES = 10_000

/** Where the series of `watchedSeries` begins and ends, epoch seconds. */
export const SERIES_END = Date.UTC(2026, 2, 1) / 1000
/** Its first cycle. */
export const SERIES_START = SERIES_END - CYCLES * CYCLE_S

/** A share of the series as an instant, on a point of it. */
export const instantAt = (share: number, points = 800) =>
  SERIES_START + Math.round(share * (points - 1)) * ((CYCLES * CYCLE_S) / (points - 1))

/** 10,000 cycles as 800 points: a halt from 30 to 40 %, reductions only from 60 to 65 %, one buy at 20 %, one sell at 50 %. */
export function watchedSeries(more: Partial<Series> = {}): Series {
  const shares = Array.from({ length: 800 }, (_, index) => index / 799)
  const equity = shares.map((share) => 10_000 + 400 * share + 180 * Math.sin(share * 40))
  const peaks = equity.map((_, index) => Math.max(...equity.slice(0, index + 1)))
  return {
    at: shares.map((share) => instantAt(share)),
    equity,
    low: equity.map((value, index) => value - (index % 3) * 8),
    drawdown: equity.map((value, index) => (100 * ((peaks[index] ?? value) - value)) / (peaks[index] ?? value)),
    exposure: shares.map((share) => (share > 0.3 && share < 0.4 ? 0 : 40 + 20 * Math.sin(share * 9))),
    books: {
      strategy: shares.map((share) => 300 * share),
      copybot: shares.map((share) => -80 * Math.sin(share * 5)),
    },
    halts: [
      {
        from: instantAt(0.3),
        to: instantAt(0.4),
        state: 'halted',
        code: 'daily-loss',
        message: 'the account lost 6.2 % since the day began',
      },
      {
        from: instantAt(0.6),
        to: instantAt(0.65),
        state: 'reducing',
        code: 'drawdown-soft',
        message: 'drawdown is 9 %',
      },
    ],
    fills: [
      seriesFill({ at: instantAt(0.2), side: 'buy', agent: 'strategy', quantity: '0.0521', price: '43912.4' }),
      seriesFill({ at: instantAt(0.5), side: 'sell', agent: 'copybot', quantity: '1.5', symbol: 'ETH/USDT' }),
    ],
    fillsCut: false,
    ...more,
  }
}

/** A fill for a mark. */
export function seriesFill(more: Partial<SeriesFill>): SeriesFill {
  return {
    at: SERIES_END,
    cycleId: 'c000012',
    agent: 'strategy',
    symbol: 'BTC/USDT',
    side: 'buy',
    quantity: '0.01',
    price: '2325.35',
    ...more,
  }
}
