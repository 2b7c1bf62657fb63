import type { WatchContext } from '../part.js'
import { createAlertNotices } from './kinds/alert-notices.js'
import { createErrorNotices } from './kinds/error-notices.js'
import { createOrderNotices } from './kinds/order-notices.js'
import { createRequestNotices } from './kinds/request-notices.js'
import { createStateNotices } from './kinds/state-notices.js'
import type { NoticeSource } from './notice-source.js'

/** All that makes notices of what happens, from where the record stands; the most pressing first. */
export function createNoticeSources(
  { setup, clocks, overview: read }: WatchContext,
  isFresh: boolean,
): readonly NoticeSource[] {
  const overview = read()
  const now = () => clocks.calendar.now()
  const { dataDir, config } = setup
  return [
    createErrorNotices(),
    createStateNotices({ overview, isFresh, dataDir, now }),
    createOrderNotices(),
    createAlertNotices({ overview, repeatAfterMs: config.notify.repeatAfterMs, now }),
    createRequestNotices(overview),
  ]
}
