/* oxlint-disable typescript/no-non-null-assertion -- indices stay below the lengths of the buffer and its columns */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCandles } from '../../src/market/csv-reader.js'
import { HOUR_MS, writeRandomWalk } from './made-up-file.js'
import { inTurns, report } from './measure.js'

const CANDLES = 200_000
const COLUMNS = 6
const dir = mkdtempSync(join(tmpdir(), 'riskfirst-bench-'))
const file = writeRandomWalk(dir, 'BTC/USDT', { seed: 1, count: CANDLES })

/** What anybody would write for this one file: digits, points and commas into columns, and no question asked. */
function handWritten(): Float64Array[] {
  const bytes = readFileSync(file)
  const columns = Array.from({ length: COLUMNS }, () => new Float64Array(CANDLES))
  let row = 0
  let column = 0
  let units = 0
  let divisor = 0
  for (let at = bytes.indexOf(10) + 1; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte >= 48) {
      units = units * 10 + byte - 48
      divisor *= 10
    } else if (byte === 46) divisor = 1
    else {
      columns[column]![row] = divisor === 0 ? units : units / divisor
      units = 0
      divisor = 0
      column = byte === 44 ? column + 1 : 0
      if (byte === 10) row++
    }
  }
  return columns
}

const works = [handWritten, () => readCandles(file, { timeframeMs: HOUR_MS })]
const { close } = await readCandles(file, { timeframeMs: HOUR_MS })
const same = handWritten()[4]?.every((price, index) => price === close[index])
if (same !== true) throw new Error('the two readers read different prices')
await inTurns(10, works)
const [bare = 0, ours = 0] = await inTurns(40, works)
const megabytes = statSync(file).size / 1024 ** 2
report({
  what: `csv: ${CANDLES} candles, checked, against a bare pass`,
  got: `${(ours / bare).toFixed(2)} ×`,
  limit: '≤ 3 ×',
  detail: `${ours.toFixed(0)} ms against ${bare.toFixed(0)} ms for ${megabytes.toFixed(1)} MB; medians of 40, in turns`,
})
rmSync(dir, { recursive: true })
