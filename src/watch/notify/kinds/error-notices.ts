import { NOTICES } from '../../../config/watch-schema.js'
import type { Notice } from '../notice.js'
import type { NoticeSource } from '../notice-source.js'

/** Tells when the journal fails and when a cycle ends in an error, once a cycle. */
export function createErrorNotices(): NoticeSource {
  let cycleId: string | undefined
  let isTold = false
  const error = (about: Pick<Notice, 'title' | 'lines' | 'atMs'>): readonly Notice[] => {
    if (isTold) return []
    isTold = true
    const key = `error ${[about.title, ...about.lines].join(' ').replaceAll(/\bc\d+/g, 'c')}`
    return [{ kind: 'error', severity: NOTICES.error, key, ...about, ...(cycleId === undefined ? {} : { cycleId }) }]
  }
  return {
    onEvent(event) {
      const { atMs } = event
      if (event.type === 'cycle-started') {
        cycleId = event.cycle.id
        isTold = false
      }
      if (event.type === 'journal-failed') {
        const lines = [event.message, 'The cycle fails closed: what cannot be recorded is not sent.']
        return error({ title: `The record cannot be written (${event.step})`, lines, atMs })
      }
      if (event.type !== 'cycle-ended') return []
      const { cycle, status, sealed, error: message } = event.ended
      cycleId = cycle.id
      if (message === undefined && sealed && status !== 'error') return []
      const title = sealed ? `${cycle.id} ended in an error` : `${cycle.id} could not be recorded`
      return error({ title, lines: message === undefined ? [] : [message], atMs })
    },
  }
}
