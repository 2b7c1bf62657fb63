import type { Agent, Briefing } from './agents/agent.js'
import type { AgentEntry, Config } from './config/config.js'
import { MASKED } from './config/mask.js'
import { AgentHosts } from './executors/agent-hosts.js'
import { maskExecutor } from './executors/masked.js'
import type { OnOutput } from './executors/output-line.js'
import { frozen } from './market/frozen.js'
import type { MarketSnapshot, MarketSource } from './market/snapshot.js'
import { AgentRunner } from './orchestrator/agent-run.js'
import type { Clocks } from './orchestrator/clock.js'
import type { RunRecord } from './orchestrator/record.js'
import { settingsJson } from './store/briefing-records.js'
import type { RecordedBriefing } from './store/briefings.js'
import { marketOutline, outlineDifference } from './store/market-outline.js'

/** Which agent is run again, and on what. */
export interface RerunOptions {
  readonly entry: AgentEntry
  readonly config: Config
  /** Its market; one that was not looked at yet. */
  readonly source: MarketSource
  readonly recorded: RecordedBriefing
  readonly roster: ReadonlyMap<string, Agent>
  readonly clocks: Clocks
  readonly env: Readonly<Record<string, string | undefined>>
  readonly mask: (text: string) => string
  readonly onOutput: OnOutput
}

/** The market is not the one that the agent saw; the message says how. */
export class OtherMarketError extends Error {
  override readonly name = 'OtherMarketError'
}

/**
 * Runs one agent, as its code is now, on the very briefing that it had in a recorded cycle; once, with its deadline, and
 * without writing anything. Throws OtherMarketError, and NotStartedError when the agent refuses.
 */
export async function rerunAgent(options: RerunOptions): Promise<RunRecord> {
  const { config, source, recorded, clocks, mask } = options
  const market = marketOf(source, recorded)
  const entry = { ...options.entry, settings: settingsOf(options), retries: 0 }
  const { seenAtMs: _, portfolio, ...told } = recorded
  const briefing: Briefing = { ...told, settings: entry.settings, market, portfolio: frozen(portfolio) }
  const hosts = new AgentHosts({ ...options, timer: clocks.timer, dataDir: config.dataDir, keep: false })
  try {
    const putInForce = await hosts.prepare([entry])
    putInForce()
    const runner = new AgentRunner({ executor: maskExecutor(hosts, mask), clocks, announce() {} })
    const { shutdownGraceMs } = config.orchestrator
    return await runner.run({ agent: entry, graceMs: shutdownGraceMs, queuedMs: 0, brief: () => briefing })
  } finally {
    await hosts.close()
  }
}

function marketOf(source: MarketSource, { cycle, market, seenAtMs }: RecordedBriefing): MarketSnapshot {
  const seen = source.snapshot(Date.parse(cycle.asOf), seenAtMs)
  const difference = outlineDifference(market, marketOutline(seen))
  if (difference === undefined) return frozen(seen)
  throw new OtherMarketError(`at ${cycle.asOf} ${difference}`)
}

/** Those that it had; what the record hides of them is what the configuration says now. */
function settingsOf({ entry, recorded, mask }: RerunOptions): unknown {
  const now = entry.settings
  // What JSON cannot tell, such as a date, is as it was too.
  return settingsJson(now, mask) === JSON.stringify(recorded.settings) ? now : revealed(recorded.settings, now)
}

function revealed(told: unknown, now: unknown): unknown {
  if (typeof told === 'string') return told.includes(MASKED) && now !== undefined ? now : told
  if (Array.isArray(told)) return told.map((item, index) => revealed(item, Array.isArray(now) ? now[index] : undefined))
  if (typeof told !== 'object' || told === null) return told
  return Object.fromEntries(Object.entries(told).map(([key, item]) => [key, revealed(item, valueAt(now, key))]))
}

function valueAt(nest: unknown, key: string): unknown {
  return typeof nest === 'object' && nest !== null && Object.hasOwn(nest, key) ? Reflect.get(nest, key) : undefined
}
