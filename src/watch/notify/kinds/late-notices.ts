import { NOTICES } from '../../../config/watch-schema.js'
import { duration } from '../../../report/figures.js'
import type { Overview } from '../../api.js'
import type { Notice } from '../notice.js'

/** Looks whether the loop keeps its time. */
export interface Lateness {
  /** The loop's thread lives. */
  beat(): void
  /** What has to be said now; to be asked often. */
  look(overview: Overview): readonly Notice[]
}

/** Beats come every five seconds. */
const SILENCE_MS = 60_000

/** What tells that the loop is late: the record does, or beats that stop coming, as when an agent blocks its thread. */
export function createLateness({
  now,
  timerNow,
}: {
  readonly now: () => number
  readonly timerNow: () => number
}): Lateness {
  let heardMs = timerNow()
  let lateSince: number | undefined
  return {
    beat() {
      heardMs = timerNow()
    },
    look({ overdue }) {
      const silentMs = timerNow() - heardMs
      const words = silentMs < SILENCE_MS ? overdue : `its thread has said nothing for ${duration(silentMs)}`
      if ((words === null) === (lateSince === undefined)) return []
      const atMs = now()
      if (words === null) {
        const lines = [`It was late for ${duration(atMs - (lateSince ?? atMs))}.`]
        lateSince = undefined
        return [
          {
            kind: 'late',
            severity: 'info',
            key: `late over ${atMs}`,
            title: 'The loop keeps its time again',
            lines,
            atMs,
          },
        ]
      }
      lateSince = atMs
      const lines = [words, 'Protective exits act at cycle times only: see riskfirst status.']
      return [{ kind: 'late', severity: NOTICES.late, key: `late ${atMs}`, title: 'The loop is late', lines, atMs }]
    },
  }
}
