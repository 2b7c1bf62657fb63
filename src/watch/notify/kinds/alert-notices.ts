import { NOTICES } from '../../../config/watch-schema.js'
import type { Overview, WatchedAlert } from '../../api.js'
import type { Notice } from '../notice.js'
import type { NoticeSource } from '../notice-source.js'

/** What the tracking of alerts begins with. */
export interface AlertNoticesOptions {
  readonly overview: Overview
  /** One that is over and raised again is not told sooner, but then, if it still stands. */
  readonly repeatAfterMs: number
  readonly now: () => number
}

type Alert = Pick<WatchedAlert, 'agent' | 'message' | 'cycleId'> & { readonly kind: string }

/** Tells of alerts that are raised, of those told that are over, of a disk that is nearly full, and of a record that cannot be read. */
export function createAlertNotices({ overview, repeatAfterMs, now }: AlertNoticesOptions): NoticeSource {
  const told = new Map(overview.alerts.filter(isOfLoop).map((alert) => [keyOf(alert), alert as Alert]))
  const toldAtMs = new Map<string, number>()
  let standing: ReadonlySet<string> = new Set(overview.alerts.filter(isOfWatch).map(({ kind }) => kind))

  const raised = (alert: Alert): readonly Notice[] => {
    const key = keyOf(alert)
    if (told.has(key) || now() - (toldAtMs.get(key) ?? -Infinity) < repeatAfterMs) return []
    told.set(key, alert)
    toldAtMs.set(key, now())
    return [{ ...about(alert, now()), kind: 'alert', severity: NOTICES.alert, title: `Alert, ${nameOf(alert)}` }]
  }
  const over = (standing: ReadonlySet<string>): readonly Notice[] =>
    [...told].flatMap(([key, alert]) => {
      if (standing.has(key)) return []
      told.delete(key)
      return [
        {
          ...about(alert, now()),
          kind: 'alert-over',
          severity: NOTICES['alert-over'],
          title: `Alert over, ${nameOf(alert)}`,
        },
      ]
    })

  return {
    onEvent(event) {
      if (event.type !== 'cycle-ended') return []
      const { alerts } = event.ended
      for (const [key, atMs] of toldAtMs) if (now() - atMs >= repeatAfterMs && !told.has(key)) toldAtMs.delete(key)
      return [...alerts.flatMap(raised), ...over(new Set(alerts.map(keyOf)))]
    },
    onOverview({ alerts }) {
      const ofWatch = alerts.filter(isOfWatch)
      const before = standing
      standing = new Set(ofWatch.map(({ kind }) => kind))
      return ofWatch
        .filter(({ kind }) => !before.has(kind))
        .map((alert): Notice => ({ ...about(alert, now()), ...named(alert) }))
    },
  }
}

const isOfWatch = ({ kind }: WatchedAlert) => kind === 'disk-low' || kind === 'record-unreadable'
const isOfLoop = (alert: WatchedAlert) => !isOfWatch(alert)

function named({ kind }: WatchedAlert): Pick<Notice, 'kind' | 'severity' | 'title'> {
  return kind === 'disk-low'
    ? { kind, severity: NOTICES[kind], title: 'The disk is nearly full' }
    : { kind: 'alert', severity: NOTICES.alert, title: 'The record cannot be read' }
}

const keyOf = ({ kind, agent = '' }: Pick<Alert, 'kind' | 'agent'>) => `${kind} ${agent}`

/** With whose it is: a phone shows little more than the title. */
const nameOf = ({ kind, agent }: Alert) => (agent === undefined ? kind : `${kind}: ${agent}`)

function about(alert: Alert, atMs: number): Pick<Notice, 'key' | 'lines' | 'cycleId' | 'atMs'> {
  const { message, cycleId } = alert
  return { key: `alert ${keyOf(alert)} ${atMs}`, lines: [message], ...(cycleId === '' ? {} : { cycleId }), atMs }
}
