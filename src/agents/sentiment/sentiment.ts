import { type Briefing, defineAgent } from '../agent.js'
import { find } from './findings.js'
import { recall } from './history.js'
import { type SentimentSettings, sentimentSettings } from './settings.js'
import { gather } from './sources/gather.js'
import { isAddress } from './sources/read-source.js'
import { nameFinderFor } from './symbol-names.js'
import { tell, tellUnknown } from './telling.js'

/** Reads headlines: how good the news are, for the market and for each symbol that they name. It gives no orders. */
export const sentiment = defineAgent<SentimentSettings>({
  name: 'sentiment',
  description: 'The tone of headlines from feeds and files, for the market and by symbol.',
  settings: sentimentSettings,
  // The headlines of a file carry their time, and none counts before it.
  outside({ sources }) {
    if (sources.some(isAddress)) return { kind: 'world', what: 'news feeds' }
    return sources.includes('sample') ? { kind: 'samples', what: 'made-up headlines' } : undefined
  },
  run: async (briefing, signal) => {
    const { settings, cycle, memory } = briefing
    const symbols = symbolsOf(briefing)
    const gathered = await gather({ asOfMs: Date.parse(cycle.asOf), settings, signal })
    if (gathered.live.length < gathered.quorum) return tellUnknown(symbols, gathered, memory)
    // The lexicon is read when it is needed: it would slow down every other command.
    const { read } = await import('./reading.js')
    const findNames = nameFinderFor(symbols, settings.aliases)
    const readings = gathered.headlines.map((headline) => read(headline, findNames))
    const history = recall(memory)
    return tell({ findings: find({ symbols, readings, history, settings }), readings, gathered, history, settings })
  },
})

function symbolsOf({ settings, market }: Briefing<SentimentSettings>): readonly string[] {
  return [...new Set(settings.symbols ?? Object.keys(market.symbols))]
}
