import type { Protection } from '../desk/order.js'
import type { ExactBook, ExactPosition } from '../desk/settlement.js'
import type { Alert } from '../orchestrator/alerts.js'
import type { Breaker } from '../orchestrator/breaker.js'
import type { Health } from '../orchestrator/health.js'
import type { CycleStatus, Failure, RunStatus } from '../orchestrator/record.js'
import type { ShownState } from '../report/sections/trading-state.js'
import type { Timeline } from '../report/timeline/timeline.js'
import type { DiskUse } from '../store/disk-use.js'
import type { RecordedAttempt, RecordedCycle, RecordedOrder, RecordedRun } from '../store/queries.js'
import type { Request } from '../store/requests.js'
import type { OutlinedAgent } from './setup.js'

/** What the page, the monitor and programs are given: all JSON, instants ISO UTC or epoch ms, money exact decimal text. */

/** The system as its record tells it: `GET /api/overview`, and the event `overview` of `GET /api/stream`. */
export interface Overview {
  /** Changes with anything in it but `readAt`. */
  readonly revision: string
  readonly readAt: string
  /** Of riskfirst. */
  readonly version: string
  readonly timeZone: string
  /** Such as `SIMULATED MARKET · PAPER MONEY`. */
  readonly market: string
  readonly quote: string
  readonly symbols: readonly string[]
  /** 0: each cycle at once after the last. */
  readonly intervalMs: number
  /** Null: no loop runs on the folder. */
  readonly loop: { readonly pid: number | null; readonly startedAt: string | null } | null
  /** The manual gate that waits for a person. */
  readonly waits: { readonly cycleId: string; readonly phase: string; readonly until: string } | null
  readonly standing: ShownState
  /** What HALT says. */
  readonly killSwitch: string | null
  /** How many there are, and the newest 20, newest first. */
  readonly cycleCount: number
  readonly cycles: readonly RecordedCycle[]
  /** The last that came to its end. */
  readonly lastSealed: RecordedCycle | null
  readonly agents: readonly WatchedAgent[]
  /** Null before the first sealed cycle. */
  readonly account: WatchedAccount | null
  /** The newest 30, newest first; and those that have no answer. */
  readonly orders: readonly RecordedOrder[]
  readonly openOrders: readonly RecordedOrder[]
  /** Raised and not over, the disk's among them. */
  readonly alerts: readonly WatchedAlert[]
  /** What people asked for, newest first. */
  readonly requests: readonly Request[]
  readonly disk: DiskUse
  /** What the loop should have done by now and has not, in words; null while it keeps its time, or does not run. */
  readonly overdue: string | null
}

/** An alert of the loop, or of what watches it. */
export interface WatchedAlert extends Omit<Alert, 'kind'> {
  readonly kind: Alert['kind'] | 'disk-low' | 'record-unreadable'
}

/** An agent, and how it does. */
export interface WatchedAgent extends OutlinedAgent {
  readonly health: Health
  readonly breaker: Breaker | null
  readonly executions: number
  readonly failures: number
  readonly timeouts: number
  /** That it has needed. */
  readonly retries: number
  /** Of the last 100, in percent; null before the first. */
  readonly recentSuccessRate: number | null
  readonly consecutiveFailures: number
  readonly averageMs: number | null
  readonly lastStatus: RunStatus | null
  readonly lastExecution: string | null
  readonly lastError: string | null
  /** What its last proposal said. */
  readonly summary: string | null
  /** The last 40 runs, oldest first. */
  readonly recent: readonly { readonly cycleId: string; readonly status: RunStatus; readonly durationMs: number }[]
}

/** The account as the last sealed cycle left it. */
export interface WatchedAccount {
  readonly cycleId: string
  /** Market time. */
  readonly asOf: string
  readonly startingCash: string
  readonly cash: string
  /** Null when a held symbol has no price. */
  readonly equity: string | null
  /** Since the start of the record; of equity. */
  readonly profit: string | null
  /** Below the high-water mark. */
  readonly drawdownPercent: number | null
  /** The share of equity in the market. */
  readonly exposurePercent: number | null
  /** Equity against that at the start of the UTC day. */
  readonly dayProfit: string | null
  readonly positions: readonly WatchedPosition[]
  readonly books: readonly ExactBook[]
}

/** A position, with whose it is and what protects it. */
export interface WatchedPosition extends ExactPosition {
  /** Quantity · price; null without a price. */
  readonly value: string | null
  readonly unrealised: string | null
  readonly holders: readonly {
    readonly agent: string
    readonly quantity: string
    readonly protect: Protection | null
  }[]
}

/** The running cycle, or the last one: `GET /api/live`, and the event `live` of the stream. */
export interface Live {
  /** The server's clock as it says this, epoch ms: a page corrects its own by it. */
  readonly nowMs: number
  readonly doing: 'starting' | 'running' | 'sleeping' | 'stopped'
  /** When the next cycle begins, while it sleeps; null: at once. */
  readonly sleepsUntilMs: number | null
  readonly cycle: LiveCycle | null
}

/** A cycle as it goes on. */
export interface LiveCycle {
  readonly id: string
  readonly number: number
  readonly tick: string
  readonly asOf: string
  readonly startedMs: number
  readonly endedMs: number | null
  readonly skippedTicks: number
  /** What the gates said so far. */
  readonly state: ShownState['state'] | null
  readonly reasons: ShownState['reasons']
  /** Null while it goes on. */
  readonly status: CycleStatus | null
  /** What an agent has to end in after its deadline. */
  readonly graceMs: number
  /** In the order in which their phases began, then in plan order. */
  readonly runs: readonly LiveRun[]
}

/** A run as it goes on. */
export interface LiveRun {
  readonly agent: string
  readonly phase: string
  readonly doing: 'queued' | 'running' | 'waiting' | 'ended'
  readonly queuedMs: number
  readonly timeoutMs: number
  /** How many attempts may follow the first. */
  readonly retries: number
  readonly attempts: readonly LiveAttempt[]
  /** When the next attempt begins, while it waits for a retry. */
  readonly retryAtMs: number | null
  readonly endedMs: number | null
  readonly status: RunStatus | null
  readonly failure: Pick<Failure, 'code' | 'message'> | null
  readonly summary: string | null
}

/** An attempt as it goes on; instants in epoch ms. */
export interface LiveAttempt {
  readonly number: number
  readonly startedMs: number
  /** When its deadline is or was. */
  readonly deadlineMs: number
  readonly endedMs: number | null
  readonly failure: Pick<Failure, 'code' | 'message'> | null
  /** It answered or ended only after its deadline. */
  readonly late: boolean
  /**
   * How it ended; null while it goes on. After its deadline: `late`, by itself within the grace; `killed`, after it;
   * `runs-on`, not yet, as it cannot be killed (then `late` once it has).
   */
  readonly ending: 'answered' | 'failed' | 'late' | 'killed' | 'runs-on' | null
}

/** Past cycles, newest first: `GET /api/cycles?before=NUMBER&limit=50`. */
export interface CyclePage {
  readonly cycles: readonly RecordedCycle[]
  /** What to ask `before` next; null at the beginning. */
  readonly before: number | null
}

/** One past cycle whole: `GET /api/cycles/c000012`. */
export interface CycleDetail {
  readonly cycle: RecordedCycle
  readonly timeline: Timeline
  /** False when it is so old that its runs were removed. */
  readonly runsKept: boolean
  readonly runs: readonly RecordedRun[]
  readonly attempts: readonly RecordedAttempt[]
  readonly orders: readonly RecordedOrder[]
}

/** What agents' processes printed in a cycle: `GET /api/cycles/c000012/logs?agent=mine`. */
export interface CycleLogs {
  readonly lines: readonly {
    readonly at: string
    readonly agent: string
    readonly stream: string
    readonly text: string
  }[]
  /** There are more than are given. */
  readonly cut: boolean
}

/**
 * Money over time: `GET /api/series?from=ISO&to=ISO&points=800`; each point stands for the time since the one before it,
 * so that no low is lost: `low` and `drawdown` are its worst.
 */
export interface Series {
  /** Market time, epoch seconds, ascending. */
  readonly at: readonly number[]
  readonly equity: readonly (number | null)[]
  readonly low: readonly (number | null)[]
  /** Percent below the high-water mark so far. */
  readonly drawdown: readonly (number | null)[]
  /** Percent of equity in the market. */
  readonly exposure: readonly (number | null)[]
  /** What each agent's book has made: cash flow and what it holds. */
  readonly books: Readonly<Record<string, readonly (number | null)[]>>
  /** When nothing could be bought, and why; `to` is null while it lasts. */
  readonly halts: readonly {
    readonly from: number
    readonly to: number | null
    readonly state: 'reducing' | 'halted'
    readonly code: string
    readonly message: string
  }[]
  readonly fills: readonly SeriesFill[]
  /** More fills than are given. */
  readonly fillsCut: boolean
}

/** A fill, for a mark. */
export interface SeriesFill {
  readonly at: number
  readonly cycleId: string
  readonly agent: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly quantity: string
  readonly price: string
}
