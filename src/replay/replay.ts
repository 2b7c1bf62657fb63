import type { Agent } from '../agents/agent.js'
import { isBuiltin } from '../agents/roster.js'
import { compose } from '../compose.js'
import type { Config, MarketConfig } from '../config/config.js'
import type { Settlement } from '../desk/settlement.js'
import type { Grid } from '../orchestrator/cadence.js'
import type { Timer } from '../orchestrator/clock.js'
import { agentsOf } from '../orchestrator/plan.js'
import type { CycleReport } from '../orchestrator/record.js'
import { ReplayRecorder } from '../report/replay/recorder.js'
import type { BenchmarkFigures, RunFigures } from '../report/replay/report.js'
import { forgetfulFolder } from '../store/forgetful-folder.js'
import type { Identity } from '../store/identity.js'
import { openReplayFolder } from '../store/replay-folder.js'
import { openGate } from './open-gate.js'
import { type OnHalt, Operator } from './operator.js'
import { createReplayClocks } from './replay-clocks.js'
import { endingAt } from './span.js'
import { stepOf } from './step.js'
import { isRecorded } from './team.js'

/** What is replayed, and how. */
export interface ReplayOptions {
  readonly config: Config
  readonly roster: ReadonlyMap<string, Agent>
  /** Market time, epoch ms; both ends are looked at. */
  readonly fromMs: number
  readonly toMs: number
  readonly onHalt: OnHalt
  /** Where the record is kept, a folder of its own; without it none is. */
  readonly dataDir?: string
  /** True: no verdict halts. */
  readonly opensGate: boolean
  readonly only?: readonly string[]
  readonly timer: Timer
  readonly breathe: () => Promise<void>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pid: number
  readonly mask: (text: string) => string
  readonly say: (text: string) => void
  /** Called after every cycle. */
  readonly onCycle: (report: CycleReport<Settlement>) => void
  /** Ends the replay. */
  readonly signal: AbortSignal
}

/** What a replay found. */
export interface Replayed {
  readonly label: string
  /** asOf of the first and the last cycle. */
  readonly from: string
  readonly to: string
  readonly figures: RunFigures
  readonly benchmark: BenchmarkFigures
  readonly end: 'over' | 'stopped-at-halt' | 'interrupted'
}

/** A replay that cannot go on: it has no cycle at all, or its record cannot be kept. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError'
}

/**
 * Runs the whole team over a span of market time, cycle by cycle and as fast as it can, with everything that a live run
 * has but its clocks and its folder. Throws what `compose` and `start` throw, and ReplayError.
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { config, opensGate, signal, toMs, dataDir = config.dataDir } = options
  const market = beginningAt(config.market, options.fromMs)
  const grid = stepOf(config)
  const clocks = createReplayClocks({ ...options, startMs: firstTick(options.fromMs, config, grid) })
  let folder = forgetfulFolder()
  const openFolder = (identity: Identity) => {
    if (options.dataDir !== undefined) folder = openReplayFolder({ dataDir, identity, mask: options.mask, ...clocks })
    return folder
  }
  const trading = await compose({
    ...options,
    config: { ...config, market, dataDir },
    clocks,
    trusts: (agent) => isBuiltin(agent) || isRecorded(agent, options.roster),
    observe() {},
    openFolder,
    interposed: { source: (source) => endingAt(source, toMs), ...(opensGate ? { executor: openGate } : {}) },
  })
  const stop = () => trading.stop()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop() // while the parts were put together
  try {
    await trading.start()
    const recorder = new ReplayRecorder({
      startingCash: Number(config.broker.cash),
      quote: (symbol, asOfMs) => trading.source.quote(symbol, asOfMs),
      symbols: trading.source.symbols,
      timeframeMs: market.timeframeMs,
      feeRate: config.broker.feeRate,
      slippageBps: config.broker.slippageBps,
      agents: agentsOf(trading.orchestrator.plan),
    })
    const operator = new Operator({
      ...options,
      folder,
      stepMs: grid.intervalMs,
      onResumed: (lifted) => recorder.resumed({ how: options.onHalt.name, lifted }),
    })
    const span = new Span()
    let goesOn = true
    const end = await trading.orchestrator.loop({
      grid: () => grid,
      afterCycle(report) {
        if (report.status === 'aborted') return false
        requireSound(report)
        span.add(report.cycle.asOf)
        recorder.cycleEnded(report)
        options.onCycle(report)
        goesOn = operator.goesOn(report)
        return goesOn
      },
    })
    return {
      label: trading.source.label,
      ...span.ends(),
      figures: recorder.figures(),
      benchmark: recorder.benchmark(),
      end: end === 'out-of-data' ? 'over' : goesOn ? 'interrupted' : 'stopped-at-halt',
    }
  } finally {
    signal.removeEventListener('abort', stop)
    await trading.close()
  }
}

/** The first and the last instant looked at. */
class Span {
  #from: string | undefined
  #to = ''

  add(asOf: string): void {
    this.#from ??= asOf
    this.#to = asOf
  }

  ends(): Pick<Replayed, 'from' | 'to'> {
    if (this.#from === undefined) throw new ReplayError('nothing was replayed: the span ends before its first cycle')
    return { from: this.#from, to: this.#to }
  }
}

function beginningAt(market: MarketConfig, fromMs: number): MarketConfig {
  return market.source === 'csv' ? { ...market, fromMs } : market
}

/** Where ticks are the instants looked at: a recorded market begins on its own grid. */
function firstTick(fromMs: number, { market }: Config, { intervalMs }: Grid): number {
  return market.source === 'csv' ? Math.ceil(fromMs / intervalMs) * intervalMs : fromMs
}

/** A replay has no next start that could make good what this cycle lost. */
function requireSound({ cycle, status, sealed, error = 'an internal error' }: CycleReport<Settlement>): void {
  if (status === 'error') throw new Error(`${cycle.id} at ${cycle.asOf}: ${error}`)
  if (!sealed) throw new ReplayError(`${cycle.id} at ${cycle.asOf}: ${error}`)
}
