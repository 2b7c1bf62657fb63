import type { Config } from '../config/config.js'
import type { Plan } from '../orchestrator/plan.js'
import type { SystemOutline } from '../watch/setup.js'
import { marketAndMoney } from './market-and-money.js'
import { worstCaseMs } from './worst-case.js'

/** What is known of a system by its configuration and its plan. */
export function systemOutline(config: Config, plan: Plan): SystemOutline {
  const { broker, market, cycle, orchestrator, agents } = config
  return {
    market: marketAndMoney(config),
    quote: broker.quote,
    symbols: market.symbols,
    intervalMs: cycle.intervalMs,
    maxWorkers: orchestrator.maxWorkers,
    graceMs: orchestrator.shutdownGraceMs,
    worstCaseMs: worstCaseMs(plan),
    metricsDir: orchestrator.metricsExportDir,
    agents: Object.values(agents).map(({ name, phase, critical, enabled, timeoutMs, retries }) => ({
      name,
      phase,
      critical,
      enabled,
      timeoutMs,
      maxRetries: retries,
    })),
  }
}
