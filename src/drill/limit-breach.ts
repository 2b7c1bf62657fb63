import { isoTime } from '../orchestrator/clock.js'
import { counted } from '../report/figures.js'
import { connect } from '../store/connection.js'
import { databasePath } from '../store/database.js'
import { resume } from '../store/resume.js'
import { largeOrders, traderOf } from './actors.js'
import { broken, type Scenario, type Sight } from './scenario.js'
import { launches, type Report, type Scene } from './scene.js'
import type { Stage } from './stage.js'
import { ownRiskSettings } from './stage-config.js'
import { fairWeather } from './staged-market.js'

/** The shares of a whole order that are bought, until limits let no more pass. */
const shares = [1, 0.5, 0.2] as const
/** Of buys of one share. */
const MOST_BUYS = 12
const STEP = 0.025
const DEEPEST = 0.25

/** The built-in risk agent, with the user's settings and limits, in a market that falls. */
export const limitBreach: Scenario = {
  name: 'limit-breach',
  group: 'limits',
  does: 'buys all that the limits allow; prices fall 2.5 % a cycle, and come back',
  must: 'a latched halt that starts no agent, outlives better prices and a restart, and ends by resume alone',
  needs: 'order',
  async play(stage) {
    const weather = fairWeather()
    let share: number | undefined
    const trader = traderOf((briefing) => (share === undefined ? [] : largeOrders(stage.config, briefing, share)))
    const open = () => stage.open({ actors: [trader], weather })
    const scene = await open()
    for (share of shares) for (let buys = 0; buys < MOST_BUYS && boughtIn(await scene.cycle()); buys++);
    share = undefined
    const breach = await fallUntilLatched(scene, weather)
    if (breach === undefined) return { skipped: await outOfReach(scene) }
    weather.factor = 1
    const after = [await scene.cycle(), await scene.cycle()]
    await scene.close()
    const restarted = await open()
    const afterRestart = await restarted.cycle()
    resumeBy(stage, restarted.dataDir)
    const resumed = await restarted.cycle()
    return judge(stage, { breach, held: [...after, afterRestart], resumed })
  },
}

function boughtIn({ settlement }: Report): boolean {
  return settlement.receipts.some(({ status }) => status === 'filled')
}

async function fallUntilLatched(scene: Scene, weather: { factor: number }): Promise<Report | undefined> {
  for (; weather.factor >= DEEPEST; weather.factor -= STEP) {
    const report = await scene.cycle()
    if (isLatched(report)) return report
  }
  return undefined
}

const isLatched = ({ state }: Report) => state.reasons.some(({ latch, cause }) => latch === true && cause === 'breach')

async function outOfReach(scene: Scene): Promise<string> {
  const { settlement } = await scene.cycle()
  const invested = settlement.portfolio.positions
  const held = Object.values(invested).reduce((sum, { cost }) => sum + cost, 0)
  const percent = (100 * held) / Number(settlement.account.startingCash)
  return `your limits let only ${percent.toFixed(1)} % be invested: prices fell by three quarters and broke no limit`
}

function resumeBy({ options: { clocks } }: Stage, dataDir: string): void {
  const database = connect(databasePath(dataDir))
  try {
    resume(database, { who: 'drill', at: isoTime(clocks.calendar.now()), reason: 'the drill looks whether it opens' })
  } finally {
    database.close()
  }
}

interface Story {
  readonly breach: Report
  /** The cycles from the breach to the resume. */
  readonly held: readonly Report[]
  readonly resumed: Report
}

function judge({ config }: Stage, { breach, held, resumed }: Story): Sight {
  const reason = breach.state.reasons.find(({ latch }) => latch === true)
  const launched = [breach, ...held].reduce((sum, report) => sum + launches(report), 0)
  const whose = ownRiskSettings(config) === undefined ? 'the default risk settings' : 'your risk settings'
  return {
    seen: `${reason?.message ?? ''} (${whose}); halted for ${held.length + 1} cycles and a restart, ${counted(launched, 'launch', 'launches')}; resumed: ${resumed.state.state}`,
    faults: broken([
      [breach.status === 'halted', `the breach ended its cycle as ${breach.status}`],
      [launched === 0, `agents were started while halted: ${launched}`],
      [
        held.slice(0, -1).every(({ state }) => state.state === 'halted'),
        'the halt ended when the prices came back, without a resume',
      ],
      [held.at(-1)?.state.state === 'halted', 'the halt ended with a restart, without a resume'],
      [resumed.state.state !== 'halted', `a resume left it halted: ${resumed.state.reasons[0]?.message ?? ''}`],
    ]),
  }
}
