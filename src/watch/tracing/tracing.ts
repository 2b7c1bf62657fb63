import type { WatchContext, WatchPart } from '../part.js'

/** TODO(helper) */
export async function createTracing(_context: WatchContext, _endpoint: string): Promise<WatchPart> {
  return {}
}
