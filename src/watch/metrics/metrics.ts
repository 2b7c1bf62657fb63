import type { WatchContext, WatchPart } from '../part.js'

/** The figures of a run for Prometheus. */
export interface PrometheusMetrics extends WatchPart {
  readonly contentType: string
  text(): Promise<string>
}

/** TODO(helper) */
export async function createMetrics(_context: WatchContext): Promise<PrometheusMetrics> {
  return { contentType: 'text/plain', text: () => Promise.resolve('') }
}
