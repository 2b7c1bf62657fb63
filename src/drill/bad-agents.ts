import type { FailureCode } from '../orchestrator/record.js'
import { duration } from '../report/figures.js'
import { type Act, allIsWell, criticOf, smallOrder, traderName, traderOf } from './actors.js'
import { leftOver, remaining } from './processes.js'
import { broken, type Scenario } from './scenario.js'
import { graceOf, shortened } from './stage-config.js'

interface Misbehaviour {
  readonly what: string
  readonly act: Act
  readonly code: FailureCode
  /** What ends by itself is given the time that it takes on a slow machine. */
  readonly timeoutMs: number
}

const actorName = 'drill-actor'

/** How much later than its last deadline a cycle may end on a busy machine, ms. */
const SLACK_MS = 2500

const { timeoutMs, patientTimeoutMs } = shortened

/** Agents that misbehave in real processes beside one that does not. */
export const badAgents: readonly Scenario[] = [
  scenario('agent-hangs', { what: 'never answers', act: 'hang', code: 'timeout', timeoutMs }),
  scenario('agent-spins', { what: 'loops for ever', act: 'spin', code: 'timeout', timeoutMs }),
  scenario('agent-exits', { what: 'exits', act: 'exit', code: 'exited', timeoutMs: patientTimeoutMs }),
  scenario('agent-hoards', {
    what: 'takes all the memory it gets',
    act: 'hoard',
    code: 'out-of-memory',
    timeoutMs: patientTimeoutMs,
  }),
  scenario('agent-floods', {
    what: 'prints without end',
    act: 'flood',
    code: 'output-limit',
    timeoutMs: patientTimeoutMs,
  }),
]

function scenario(name: string, { what, act, code, timeoutMs }: Misbehaviour): Scenario {
  return {
    name,
    group: 'agents',
    does: `runs an agent, in a process of its own, that ${what}, beside one that is fine`,
    must: `exactly one record each (${code}, and success), the cycle on time, no process left`,
    async play(stage) {
      const { config, options } = stage
      const trader = traderOf((briefing) => smallOrder(config, briefing))
      const actor = { kind: 'process', name: actorName, act, timeoutMs } as const
      const scene = await stage.open({ critic: criticOf(allIsWell), actors: [actor, trader] })
      await scene.cycle()
      const { runs, durationMs } = await scene.cycle()
      await scene.close()
      const left = await remaining(scene.pids, { timer: options.clocks.timer, signal: options.signal })
      const [bad, ...again] = runs.filter(({ agent }) => agent === actorName)
      const fine = runs.find(({ agent }) => agent === traderName)
      const dueMs = timeoutMs + graceOf(config) + SLACK_MS
      const ended = bad === undefined ? 'no record' : `${bad.status}: ${bad.failure?.message ?? 'no reason'}`
      return {
        seen: `${ended}; the other: ${fine?.status ?? 'no record'}; cycle ${duration(durationMs)}, ${leftOver(left, scene.pids)}`,
        faults: broken([
          [again.length === 0, `it has ${again.length + 1} records`],
          [bad?.failure?.code === code, `it ended as ${ended} (${bad?.failure?.code ?? 'success'})`],
          [fine?.status === 'success', `the other ended as ${fine?.status}: ${fine?.failure?.message ?? ''}`],
          [durationMs <= dueMs, `the cycle took ${duration(durationMs)}, expected at most ${duration(dueMs)}`],
          [scene.pids.length > 0, 'no process told its id'],
          [left.length === 0, `left behind: ${left.join(', ')}`],
        ]),
      }
    },
  }
}
