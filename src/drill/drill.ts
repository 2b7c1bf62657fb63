import { join } from 'node:path'
import { expired, withDeadline } from '../orchestrator/deadline.js'
import { smallOrder, traderOf } from './actors.js'
import type { Need, Outcome, Scenario, Sight } from './scenario.js'
import { launches } from './scene.js'
import { Stage, type StageOptions } from './stage.js'

/** What a drill is made with; every scenario has a folder of its own in `folder`. */
export interface DrillOptions extends StageOptions {
  readonly scenarios: readonly Scenario[]
  readonly onStart: (scenario: Scenario) => void
}

/** Far longer than any scenario takes on a slow machine, ms. */
const PATIENCE_MS = 120_000

/** Plays scenarios one after the other; rejects with the signal's reason when that aborts, and leaves nothing running. */
export async function drill(options: DrillOptions): Promise<readonly Outcome[]> {
  const { scenarios, onStart, signal } = options
  const outcomes: Outcome[] = []
  let lacking: Lacking | undefined
  for (const scenario of scenarios) {
    signal.throwIfAborted()
    onStart(scenario)
    if (scenario.needs !== undefined) lacking ??= await probe(options)
    outcomes.push(await play(scenario, options, lacking))
    signal.throwIfAborted() // what was seen is of no use
  }
  return outcomes
}

/** Why something is not possible on the user's configuration, in its limits' or its risk agent's words. */
type Lacking = Partial<Record<Need, string>>

async function play(scenario: Scenario, options: DrillOptions, lacking: Lacking = {}): Promise<Outcome> {
  const { timer } = options.clocks
  const { name, group, does, must, needs } = scenario
  const startedMs = timer.now()
  const reason = needs === undefined ? undefined : (lacking[needs] ?? lacking.launch)
  const sight = reason === undefined ? await onStage(scenario, options) : { skipped: reason }
  const told = { name, group, does, must, durationMs: timer.now() - startedMs }
  if ('skipped' in sight) return { ...told, result: 'skipped', seen: sight.skipped, faults: [] }
  const { seen, faults } = sight
  return { ...told, result: faults.length === 0 ? 'pass' : 'fail', seen, faults }
}

async function onStage(scenario: Scenario, options: DrillOptions): Promise<Sight> {
  const stage = new Stage({ ...options, folder: join(options.folder, scenario.name) })
  try {
    const sight = await withDeadline(scenario.play(stage), PATIENCE_MS, options.clocks.timer)
    return sight === expired ? failed(`it did not end within ${PATIENCE_MS / 1000} s`) : sight
  } catch (error) {
    options.signal.throwIfAborted()
    return failed(error instanceof Error ? error.message : String(error))
  } finally {
    await stage.close()
  }
}

const failed = (fault: string): Sight => ({ seen: 'it ended with an error', faults: [fault] })

/** One cycle without any trouble: what the user's limits and risk settings let through of it. */
async function probe(options: DrillOptions): Promise<Lacking> {
  const stage = new Stage({ ...options, meddled: {}, folder: join(options.folder, 'probe') })
  try {
    const scene = await stage.open({ actors: [traderOf((briefing) => smallOrder(stage.config, briefing))] })
    const report = await scene.cycle()
    const { state, settlement } = report
    if (launches(report) === 0)
      return { launch: `your risk settings let no agent run: ${state.reasons[0]?.message ?? state.state}` }
    const [receipt] = settlement.receipts
    if (receipt?.status === 'filled') return {}
    return { order: `your limits let no order pass: ${receipt?.message ?? 'no symbol has a price'}` }
  } finally {
    await stage.close()
  }
}
