import { smallOrder, traderOf } from './actors.js'
import { readBooks } from './books.js'
import { broken, type Scenario } from './scenario.js'
import { launches, quiet, whyOf } from './scene.js'
import type { Stage } from './stage.js'
import { fairWeather, type Weather } from './staged-market.js'

/** Markets that do not tell what must be known, while a position with a stop is held. */
export const blindMarkets: readonly Scenario[] = [
  scenario('stale-market', 'every price is older than it may be', (weather, { config }) => {
    weather.ageMs = config.market.maxAgeMs + 60_000
  }),
  scenario('partial-portfolio', 'the symbol that is held has no price', (weather, _stage, held) => {
    weather.missing = held
  }),
]

type Spoil = (weather: Weather, stage: Stage, held: string) => void

function scenario(name: string, what: string, spoil: Spoil): Scenario {
  return {
    name,
    group: 'data',
    does: `buys, with a stop; then ${what}`,
    must: 'fails closed (21): no agent is started, nothing is bought, and nothing is sold in a panic',
    needs: 'order',
    async play(stage) {
      const weather = fairWeather()
      const trader = traderOf((briefing) => smallOrder(stage.config, briefing))
      const scene = await stage.open({ actors: [trader], weather })
      const { settlement } = await scene.cycle()
      const held = settlement.receipts.find(({ status }) => status === 'filled')?.symbol ?? ''
      const before = readBooks(scene.dataDir).placed
      spoil(weather, stage, held)
      const blind = [await scene.cycle(), await scene.cycle()]
      await scene.close()
      const sent = readBooks(scene.dataDir).placed - before
      const [first] = blind
      const statuses = blind.map(({ status }) => status)
      const launched = blind.reduce((sum, report) => sum + launches(report), 0)
      return {
        seen: `${statuses[0] ?? ''} (${first === undefined ? '' : whyOf(first)}), ${quiet(launched, sent)}`,
        faults: broken([
          [statuses.every((status) => status === 'failed-closed'), `the cycles ended as ${statuses.join(', ')}`],
          [launched === 0, `agents were started: ${launched}`],
          [sent === 0, `orders were sent: ${sent}`],
        ]),
      }
    },
  }
}
