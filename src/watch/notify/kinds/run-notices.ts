import { NOTICES } from '../../../config/watch-schema.js'
import { isoTime } from '../../../orchestrator/clock.js'
import { counted, duration, instant } from '../../../report/figures.js'
import type { Overview } from '../../api.js'
import { hasFailed } from '../../ending.js'
import type { Ending } from '../../messages.js'
import type { WatchSetup } from '../../setup.js'
import { type Notice, shortened } from '../notice.js'
import { reasonWithFigures, stateInWords } from './state-notices.js'

/** That a run has begun, and that the one before it was cut off in the middle of a cycle. */
export function startNotices({ setup, overview, atMs }: StartedRun): readonly Notice[] {
  const { version, outline, startedAt, pid } = setup
  const { standing, cycles } = overview
  const enabled = outline.agents.filter((agent) => agent.enabled).length
  const every = outline.intervalMs === 0 ? 'one cycle after the other' : `a cycle every ${duration(outline.intervalMs)}`
  const started: Notice = {
    kind: 'started',
    severity: NOTICES.started,
    key: `started ${startedAt}`,
    title: 'Started',
    lines: [
      `riskfirst ${version}, process ${pid}: ${counted(enabled, 'agent')}, ${every}`,
      standing.state === 'unknown' ? 'No cycle has come to its end yet' : `It was ${stateInWords(standing.state)}`,
      ...standing.reasons.map(reasonWithFigures),
    ],
    atMs,
  }
  const [newest] = cycles
  if (newest?.status !== 'interrupted') return [started]
  const interrupted: Notice = {
    kind: 'interrupted',
    severity: NOTICES.interrupted,
    key: `interrupted ${newest.id}`,
    title: `${newest.id} was interrupted by the end of its process`,
    lines: [
      `It began ${instant(newest.startedAt)}; the run goes on from its record.`,
      ...ordersOf(newest.id, overview).map((order) => `Its order: ${order}`),
    ],
    cycleId: newest.id,
    atMs,
  }
  return [interrupted, started]
}

const MOST_ORDERS = 12

/** What came of the orders of a cycle whose end nothing else tells. */
function ordersOf(cycle: string, { orders }: Overview): readonly string[] {
  const own = orders.filter(({ cycleId, status }) => cycleId === cycle && status !== 'denied')
  const words = own.map(
    ({ status, side, quantity, symbol, agent }) => `${status} ${side} ${quantity} ${symbol} (${agent})`,
  )
  return shortened(words, MOST_ORDERS)
}

/** What is known of a run that begins. */
export interface StartedRun {
  readonly setup: WatchSetup
  readonly overview: Overview
  readonly atMs: number
}

/** By exit code; see the README, "Exit codes". */
const endings: Readonly<Record<number, string>> = {
  0: 'its last cycle went well',
  1: 'an internal error ended it',
  20: 'its last cycle was halted',
  21: 'its last cycle failed closed',
  22: 'in its last cycle some agent failed or timed out',
  78: 'the configuration cannot be run, such as an agent that does not start',
  130: 'interrupted from the keyboard',
  143: 'it was told to stop',
}

/** That a run is over, and how. */
export function stopNotice(ending: Ending, { startedAt }: WatchSetup, atMs: number): Notice {
  const { code } = ending
  const hasStoppedItself = hasFailed(ending)
  const took = atMs - Date.parse(startedAt)
  return {
    kind: 'stopped',
    severity: hasStoppedItself ? 'critical' : NOTICES.stopped,
    key: `stopped ${isoTime(atMs)}`,
    title: hasStoppedItself ? 'Stopped by an error' : 'Stopped',
    lines: [
      `Exit code ${code}: ${endings[code] ?? 'see the README'}`,
      `It ran for ${duration(Math.max(0, took))}. Nothing trades until it is started again.`,
    ],
    atMs,
  }
}
