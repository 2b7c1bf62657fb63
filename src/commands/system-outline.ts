import type { Config } from '../config/config.js'
import type { Plan } from '../orchestrator/plan.js'
import { planOf } from '../plan-from-config.js'
import type { SystemOutline } from '../watch/setup.js'
import { worstCaseMs } from './worst-case.js'

/** The words of each market source, for who has not opened one. */
const LABELS: Readonly<Record<Config['market']['source'], string>> = {
  simulated: 'SIMULATED MARKET',
  csv: 'RECORDED MARKET',
}

/** What is known of a system by its configuration, the label of its market and its plan. */
export function systemOutline(
  config: Config,
  { label, plan }: { readonly label: string; readonly plan: Plan },
): SystemOutline {
  const { broker, market, cycle, orchestrator, agents } = config
  return {
    market: `${label} · ${broker.kind.toUpperCase()} MONEY`,
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
      retries,
    })),
  }
}

/** The same of a configuration alone. */
export function configuredOutline(config: Config): SystemOutline {
  return systemOutline(config, { label: LABELS[config.market.source], plan: planOf(config) })
}
