import { duration } from '../../../report/figures.js'
import type { WatchedAgent } from '../../api.js'
import { Bars, type SparkBar } from '../parts/spark-bars.js'

type Run = WatchedAgent['recent'][number]

const kinds: Readonly<Record<Run['status'], SparkBar['kind']>> = {
  success: 'good',
  noop: 'good',
  failed: 'bad',
  timeout: 'bad',
  aborted: 'warning',
  skipped: 'none',
  halted: 'none',
}

/** How long the last runs took, the failed ones marked. */
export function RecentRuns({ runs }: { readonly runs: readonly Run[] }) {
  if (runs.length === 0) return <>–</>
  const bars = runs.map(({ cycleId, status, durationMs }) => ({
    key: cycleId,
    kind: kinds[status],
    height: durationMs,
    title: `${cycleId}: ${status}, ${duration(durationMs)}`,
  }))
  return <Bars bars={bars} label={label(runs)} />
}

function label(runs: readonly Run[]): string {
  const failed = runs.filter(({ status }) => kinds[status] === 'bad').length
  const longest = Math.max(...runs.map(({ durationMs }) => durationMs))
  return `the last ${runs.length} runs: ${failed === 0 ? 'none' : failed} failed, the longest took ${duration(longest)}`
}
