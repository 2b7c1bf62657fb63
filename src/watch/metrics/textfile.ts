import type { WatchContext, WatchPart } from '../part.js'
import type { PrometheusMetrics } from './metrics.js'

/** TODO(helper) */
export function createTextfile(
  _context: WatchContext,
  _options: { readonly metrics: PrometheusMetrics; readonly file: string },
): WatchPart {
  return {}
}
