import type { WatchContext, WatchPart } from '../part.js'

/** TODO(helper) */
export function createNotifier(_context: WatchContext): WatchPart {
  return {}
}
