import type { WatchContext, WatchPart } from '../part.js'

/** TODO(helper) */
export function createPings(_context: WatchContext, _url: string): WatchPart {
  return {}
}
