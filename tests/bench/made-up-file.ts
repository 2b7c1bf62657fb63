import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An hour, ms. */
export const HOUR_MS = 3_600_000

/** When the first candle opens, epoch ms. */
export const FROM_MS = Date.UTC(2020, 0, 1)

/** Writes hourly candles of a random walk, the same for the same seed, as the csv source looks for them; gives the file. */
export function writeRandomWalk(dir: string, symbol: string, { seed, count }: { seed: number; count: number }): string {
  const unit = createUnit(seed)
  const rows = ['timestamp,open,high,low,close,volume']
  let open = 100
  for (let index = 0; index < count; index++) {
    const close = open * (1 + 0.01 * (unit() - 0.495))
    const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999]
    const figures = [open, high, low, close, 10 * unit()].map((figure) => figure.toFixed(4))
    rows.push(`${FROM_MS + index * HOUR_MS},${figures.join()}`)
    open = close
  }
  const file = join(dir, `${symbol.replaceAll('/', '-')}-1h.csv`)
  writeFileSync(file, `${rows.join('\n')}\n`)
  return file
}

/** A linear congruential generator: numbers from 0 (included) to 1 (excluded). */
function createUnit(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
