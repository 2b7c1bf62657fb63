import type { WatchContext, WatchPart } from '../part.js'

/** TODO(helper) */
export function createHeartbeatFile(_context: WatchContext, _file: string): WatchPart {
  return {}
}
