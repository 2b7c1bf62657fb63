import type { Cause } from '../../agents/agent.js'
import type { DenialCode, OrderStatus, Side } from '../../desk/order.js'
import type { Breaker } from '../../orchestrator/breaker.js'
import type { JournalStep } from '../../orchestrator/events.js'
import type { Health } from '../../orchestrator/health.js'
import type { CycleStatus, FailureCode, RunStatus } from '../../orchestrator/record.js'
import type { ShownState } from '../../report/sections/trading-state.js'
import type { Live, WatchedAlert } from '../api.js'

/** The words that figures are labelled with: all there are, as a new one does not compile before it is here. */

const wordsOf = <Word extends string>(words: Readonly<Record<Word, true>>): readonly Word[] =>
  Object.keys(words).filter((word): word is Word => word in words)

/** What may trade. */
export const TRADING_STATES = wordsOf<ShownState['state']>({
  active: true,
  reducing: true,
  halted: true,
  unknown: true,
})

/** Why not everything may. */
export const CAUSES = wordsOf<Cause>({ warning: true, limit: true, breach: true, unknown: true, 'kill-switch': true })

/** What the loop does. */
export const LOOP_STATES = wordsOf<Live['doing']>({ starting: true, running: true, sleeping: true, stopped: true })

/** How cycles end. */
export const CYCLE_STATUSES = wordsOf<CycleStatus>({
  success: true,
  degraded: true,
  halted: true,
  'failed-closed': true,
  aborted: true,
  error: true,
})

/** How runs end. */
export const RUN_STATUSES = wordsOf<RunStatus>({
  success: true,
  noop: true,
  failed: true,
  timeout: true,
  skipped: true,
  halted: true,
  aborted: true,
})

/** Why attempts and runs do not succeed. */
export const FAILURE_CODES = wordsOf<FailureCode>({
  threw: true,
  timeout: true,
  'no-proposal': true,
  'invalid-proposal': true,
  exited: true,
  'out-of-memory': true,
  'output-limit': true,
  'not-started': true,
  protocol: true,
  aborted: true,
  'circuit-open': true,
  'still-running': true,
  needs: true,
  'not-due': true,
  'phase-timeout': true,
  state: true,
  'kill-switch': true,
  'cycle-failed': true,
})

/** How agents do. */
export const HEALTHS = wordsOf<Health>({ unknown: true, healthy: true, degraded: true, unhealthy: true })

/** Whether agents rest. */
export const BREAKERS = wordsOf<Breaker['state']>({ closed: true, open: true, 'half-open': true })

/** What a run does while its cycle goes on. */
export const RUN_STATES = ['queued', 'running', 'waiting'] as const

/** How orders end. */
export const ORDER_STATUSES = wordsOf<OrderStatus>({
  filled: true,
  denied: true,
  rejected: true,
  unresolved: true,
  'dry-run': true,
})

/** Why the desk denies. */
export const DENIAL_CODES = wordsOf<DenialCode>({
  halted: true,
  reducing: true,
  restricted: true,
  'kill-switch': true,
  'unknown-symbol': true,
  'no-price': true,
  'suspect-price': true,
  'invalid-order': true,
  'nothing-held': true,
  'stop-not-up': true,
  'below-minimum': true,
  'max-order': true,
  'max-position': true,
  'min-cash': true,
  'max-orders-per-cycle': true,
  'max-orders-per-day': true,
  'max-turnover': true,
  'max-deviation': true,
  'journal-failed': true,
})

/** Which way orders go. */
export const SIDES = wordsOf<Side>({ buy: true, sell: true })

/** What alerts are about. */
export const ALERT_KINDS = wordsOf<WatchedAlert['kind']>({
  unhealthy: true,
  'low-success': true,
  timeout: true,
  retry: true,
  'slow-cycle': true,
  'failure-streak': true,
  'disk-low': true,
  'record-unreadable': true,
})

/** What the journal may fail at. */
export const JOURNAL_STEPS = wordsOf<JournalStep>({ begin: true, checkpoint: true, latch: true, seal: true })
