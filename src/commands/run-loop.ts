import type { CycleStatus } from '../orchestrator/record.js'
import { systemClocks } from '../system-clocks.js'
import type { TradingSystem } from '../trading-system.js'
import type { ConfigurationInForce } from './configuration-in-force.js'
import { type ExitCode, exitCode } from './exit-code.js'
import { createHousekeeping } from './housekeeping.js'
import type { Screen } from './screen.js'
import type { Trace } from './tracing.js'

/** What goes on around the cycles of a run. */
export interface LoopOptions {
  readonly trading: TradingSystem
  readonly screen: Screen
  readonly trace: Trace
  readonly configuration: ConfigurationInForce
  /** How many, at most. */
  readonly cycles: number
}

const codeOf = {
  success: exitCode.fine,
  degraded: exitCode.degraded,
  halted: exitCode.halted,
  'failed-closed': exitCode.failedClosed,
  error: exitCode.internal,
  aborted: exitCode.terminated,
} as const satisfies Record<CycleStatus, ExitCode>

/** Runs cycles, and between them what belongs to none; resolves to the last one's exit code, and out of data is fine. */
export async function runLoop({ trading, screen, trace, configuration, cycles }: LoopOptions): Promise<ExitCode> {
  const config = configuration.current
  const housekeeping = createHousekeeping({ trading, config, timer: systemClocks.timer, say: screen.say })
  let left = cycles
  let code: ExitCode = exitCode.fine
  const ended = await trading.orchestrator.loop({
    grid: () => config().cycle,
    beforeCycle: configuration.look,
    async afterCycle(report) {
      code = codeOf[report.status]
      left -= 1
      screen.show(report)
      await screen.settled()
      await trace(report)
      housekeeping.betweenCycles()
      return left > 0
    },
  })
  if (ended !== 'out-of-data') return code
  screen.say('recorded data is over')
  return exitCode.fine
}
