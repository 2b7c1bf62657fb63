import { describe, expect, it } from 'vitest'
import { gateSentence, outcomeSentences } from '../../../../src/report/replay/html/verdict.js'
import type { RunFigures } from '../../../../src/report/replay/report.js'
import { madeUpReport } from '../../../support/replay-report.js'

const report = madeUpReport()
const ended = (equity: number, percent: number): RunFigures => ({
  ...report.run,
  end_equity: equity,
  max_drawdown: {
    percent,
    peak_at: '2022-04-01T00:00:00.000Z',
    trough_at: '2022-06-18T00:00:00.000Z',
    recovered_at: '2023-01-09T00:00:00.000Z',
  },
})

describe('what the gate did', () => {
  it.each([
    [ended(12_000, 14), ended(9_000, 31), 'the gate saved 3,000 USDT and made the deepest fall 17.0 points shallower.'],
    [
      ended(9_000, 14),
      ended(12_000.5, 31),
      'the gate cost 3,000 USDT and made the deepest fall 17.0 points shallower.',
    ],
    [ended(12_000, 31), ended(9_000, 14), 'the gate saved 3,000 USDT and made the deepest fall 17.0 points deeper.'],
    [ended(9_000, 14), ended(9_000, 14), 'the gate changed nothing at the end and left the deepest fall as it was.'],
  ])('is told as what it saved or cost (%#)', (run, open, sentence) => {
    expect(gateSentence({ ...report, run, no_gate: open })).toContain(sentence)
  })

  it('is not told when nothing was replayed without it', () => {
    expect(gateSentence({ ...report, no_gate: null })).toBeNull()
  })
})

describe('the outcome', () => {
  it('tells the deepest fall with its dates', () => {
    const [, , fall] = outcomeSentences({ ...report, run: ended(9_000, 14) })
    expect(fall).toContain('The deepest fall was 14.0%, from 1 Apr 2022 to 18 Jun 2022, made up by 9 Jan 2023')
  })
})
