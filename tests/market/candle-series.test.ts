import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CandleSeries } from '../../src/market/candle-series.js'
import { madeUpCandles } from '../support/candles.js'

test('shows the last candles that it keeps, and leaves earlier views as they were', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(400), (keep, count) => {
      const candles = madeUpCandles({ count, fromMs: 1 })
      const series = new CandleSeries(keep)
      const views = candles.map((candle) => {
        series.append(candle)
        return series.view()
      })
      for (const [index, view] of views.entries()) {
        const shown = candles.slice(Math.max(0, index + 1 - keep), index + 1)
        expect([...view.time]).toEqual(shown.map(({ time }) => time))
        expect([...view.close]).toEqual(shown.map(({ close }) => close))
      }
    }),
    { numRuns: 30 },
  )
})

test('views share memory', () => {
  const series = new CandleSeries(10)
  for (const candle of madeUpCandles({ count: 20 })) series.append(candle)
  const view = series.view()
  expect(series.view().close.buffer).toBe(view.close.buffer)
})
