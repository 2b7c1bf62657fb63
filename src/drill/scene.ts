import type { Settlement } from '../desk/settlement.js'
import type { OutputLine } from '../executors/output-line.js'
import type { CycleReport } from '../orchestrator/record.js'
import { counted } from '../report/figures.js'
import type { TradingSystem } from '../trading-system.js'

/** What a scene is made of. */
export interface SceneParts {
  readonly trading: TradingSystem
  readonly dataDir: string
  readonly signal: AbortSignal
  /** Grows while processes of actors print. */
  readonly output: readonly OutputLine[]
  readonly onClose: () => void
}

/** A cycle's report, as drills look at it. */
export type Report = CycleReport<Settlement>

/** One trading system that plays, from its start to its end. */
export class Scene {
  readonly trading: TradingSystem
  readonly dataDir: string
  readonly #parts: SceneParts
  readonly #stop = () => this.trading.stop()

  constructor(parts: SceneParts) {
    this.#parts = parts
    this.trading = parts.trading
    this.dataDir = parts.dataDir
    parts.signal.addEventListener('abort', this.#stop, { once: true })
  }

  /** The processes that actors ran in: each tells its id. */
  get pids(): readonly number[] {
    return pidsOf(this.#parts.output.map(({ text }) => text))
  }

  /** One cycle; rejects when the drill is interrupted. */
  async cycle(): Promise<Report> {
    const { signal } = this.#parts
    signal.throwIfAborted()
    const report = await this.trading.orchestrator.cycle()
    signal.throwIfAborted()
    if (report === undefined) throw new Error('a staged market is never over')
    return report
  }

  /** Ends every process, and closes the folder, so that another scene may open it. */
  async close(): Promise<void> {
    this.#parts.signal.removeEventListener('abort', this.#stop)
    this.#parts.onClose()
    await this.trading.close()
  }
}

/** The ids of the processes that say so in these lines. */
export function pidsOf(lines: readonly string[]): readonly number[] {
  const told = lines.flatMap((line) => /^pid (\d+)$/.exec(line)?.[1] ?? [])
  return [...new Set(told.map(Number))]
}

/** How many attempts agents of the parallel phase made. */
export function launches({ runs }: Report): number {
  return runs.reduce((sum, { phase, attempts }) => sum + (phase === 'parallel' ? attempts.length : 0), 0)
}

/** How little happened, for people. */
export function quiet(launched: number, sent: number): string {
  return `${counted(launched, 'launch', 'launches')}, ${counted(sent, 'order')} sent`
}

/** The first reason for a cycle's state, for people. */
export function whyOf({ state }: Report): string {
  const [reason] = state.reasons
  return reason === undefined ? 'no reason' : reason.code
}
