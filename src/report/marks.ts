import type { OrderStatus } from '../desk/order.js'
import type { StopReceipt } from '../desk/stop-moves.js'
import type { Health } from '../orchestrator/health.js'
import type { CycleStatus, RunStatus } from '../orchestrator/record.js'
import type { DeskReport } from './desk-report.js'
import type { Cell } from './page.js'

/** The trading state as a symbol and a word. */
export const stateMark: Readonly<Record<DeskReport['state']['state'], Cell>> = {
  active: { text: '● ACTIVE', tone: 'good' },
  reducing: { text: '▲ REDUCING', tone: 'warning' },
  halted: { text: '✖ HALTED', tone: 'bad' },
}

/** How a cycle ended. */
export const cycleMark: Readonly<Record<CycleStatus, Cell>> = {
  success: { text: '● success', tone: 'good' },
  degraded: { text: '▲ degraded', tone: 'warning' },
  halted: { text: '✖ halted', tone: 'bad' },
  'failed-closed': { text: '✖ failed closed', tone: 'bad' },
  aborted: { text: '▲ aborted', tone: 'warning' },
  error: { text: '✖ error', tone: 'bad' },
}

/** How a run ended. */
export const runMark: Readonly<Record<RunStatus, Cell>> = {
  success: { text: '● success', tone: 'good' },
  noop: { text: '● no-op', tone: 'good' },
  failed: { text: '✖ failed', tone: 'bad' },
  timeout: { text: '✖ timeout', tone: 'bad' },
  skipped: { text: '○ skipped', tone: 'quiet' },
  halted: { text: '○ halted', tone: 'quiet' },
  aborted: { text: '▲ aborted', tone: 'warning' },
}

/** How an agent has been doing. */
export const healthMark: Readonly<Record<Health, Cell>> = {
  healthy: { text: '● healthy', tone: 'good' },
  degraded: { text: '▲ degraded', tone: 'warning' },
  unhealthy: { text: '✖ unhealthy', tone: 'bad' },
  unknown: { text: '○ unknown', tone: 'quiet' },
}

/** How an order ended. */
export const orderMark: Readonly<Record<OrderStatus, Cell>> = {
  filled: { text: '● filled', tone: 'good' },
  denied: { text: '✖ denied', tone: 'warning' },
  rejected: { text: '✖ rejected', tone: 'bad' },
  unresolved: { text: '▲ unresolved', tone: 'bad' },
  'dry-run': { text: '○ dry run', tone: 'quiet' },
}

/** What became of a stop that was to move up. */
export const stopMark: Readonly<Record<StopReceipt['status'], Cell>> = {
  moved: { text: '● stop up', tone: 'good' },
  denied: { text: '✖ stop denied', tone: 'warning' },
  'dry-run': { text: '○ stop, dry run', tone: 'quiet' },
}
