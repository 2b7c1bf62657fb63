import type { Address } from '../../config/address.js'
import type { PrometheusMetrics } from '../metrics/metrics.js'
import type { WatchContext, WatchPart } from '../part.js'

/** A server of the page that listens. */
export interface WatchServer extends WatchPart {
  /** Such as `http://127.0.0.1:7373`. */
  readonly address: string
}

/** TODO(helper) */
export async function openServer(
  _context: WatchContext,
  { address }: { readonly metrics: PrometheusMetrics; readonly address: Address },
): Promise<WatchServer> {
  return { address: `http://${address.host}:${address.port}` }
}
