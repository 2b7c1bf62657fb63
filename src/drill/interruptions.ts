import { isoTime } from '../orchestrator/clock.js'
import { counted, duration } from '../report/figures.js'
import { removeKillSwitch, throwKillSwitch } from '../store/kill-switch.js'
import { actorOf, smallOrder, traderName, traderOf } from './actors.js'
import { readBooks } from './books.js'
import { leftOver, remaining } from './processes.js'
import { broken, type Scenario } from './scenario.js'
import { launches } from './scene.js'
import { graceOf } from './stage-config.js'
import { sacrifice } from './victim.js'

/** How much longer than the grace an end may take on a busy machine, ms. */
const SLACK_MS = 2500

const haltMidCycle: Scenario = {
  name: 'halt-mid-cycle',
  group: 'people',
  does: 'throws the kill switch while the first of two agents runs',
  must: 'the second is not started, no order of either is sent; it halts until the switch is lifted',
  needs: 'order',
  async play(stage) {
    const { config, options } = stage
    const dataDir = stage.dataDir()
    let isArmed = false
    const orders = traderOf((briefing) => smallOrder(config, briefing))
    const thrower = actorOf('drill-thrower', (briefing) => {
      const at = isoTime(options.clocks.calendar.now())
      if (isArmed) throwKillSwitch(dataDir, { reason: 'a drill', who: 'drill', at })
      return { summary: 'asks for an order, and throws the switch', orders: smallOrder(config, briefing) }
    })
    const scene = await stage.open({ actors: [thrower, orders], maxWorkers: 1 })
    await scene.cycle()
    const before = readBooks(dataDir).placed
    isArmed = true
    const halted = await scene.cycle()
    const still = await scene.cycle()
    const sent = readBooks(dataDir).placed - before
    isArmed = false
    removeKillSwitch(dataDir)
    const lifted = await scene.cycle()
    const second = halted.runs.find(({ agent }) => agent === traderName)
    return {
      seen: `${halted.status}, the second agent: ${second?.failure?.code ?? second?.status ?? 'no record'}, ${counted(sent, 'order')} sent; lifted: ${lifted.state.state}`,
      faults: broken([
        [halted.status === 'halted', `the cycle ended as ${halted.status}`],
        [second?.attempts.length === 0, 'the second agent was started'],
        [still.status === 'halted' && launches(still) === 0, `the next cycle ended as ${still.status}`],
        [sent === 0, `orders were sent: ${sent}`],
        [lifted.state.state !== 'halted', 'it halts without the switch'],
      ]),
    }
  },
}

const sigtermMidCycle: Scenario = {
  name: 'sigterm-mid-cycle',
  group: 'people',
  does: 'sends SIGTERM to a process while an agent of its hangs',
  must: 'it ends soon after the grace, its cycle is sealed as aborted, nothing is sent, no process is left',
  needs: 'launch',
  async play(stage) {
    const { clocks, signal } = stage.options
    const { code, pids, durationMs, lastWords } = await sacrifice(stage, 'told')
    const left = await remaining(pids, { timer: clocks.timer, signal })
    const { cycles, placed, faults } = readBooks(stage.dataDir())
    const status = cycles[0]?.status ?? 'lost'
    const dueMs = graceOf(stage.config) + SLACK_MS
    return {
      seen: `ended after ${duration(durationMs)}, c000001 ${status}, ${counted(placed, 'order')} sent, ${leftOver(left, pids)}`,
      faults: [
        ...broken([
          [code === 0, `it did not end in order: ${lastWords}`],
          [status === 'aborted', `the cycle is recorded as ${status}`],
          [placed === 0, `orders were sent: ${placed}`],
          [durationMs <= dueMs, `it took ${duration(durationMs)}, expected at most ${duration(dueMs)}`],
          [pids.length > 0, 'no agent ran in a process of its own'],
          [left.length === 0, `left behind: ${left.join(', ')}`],
        ]),
        ...faults,
      ],
    }
  },
}

/** What people and the system do in the middle of a cycle. */
export const interruptions: readonly Scenario[] = [haltMidCycle, sigtermMidCycle]
