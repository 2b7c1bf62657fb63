import type { WatchContext, WatchPart } from '../part.js'

/** TODO(helper) */
export function createSystemdNotices(_context: WatchContext): WatchPart {
  return {}
}
