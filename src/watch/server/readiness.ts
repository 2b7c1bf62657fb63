import type { Live, Overview } from '../api.js'

/** Why a system does not do its work, in words; undefined when it does: a loop runs, has had a cycle, is on time, and its record can be read. */
export function unreadiness(
  overview: Pick<Overview, 'loop' | 'lastSealed' | 'overdue' | 'alerts'>,
  live: Pick<Live, 'cycle'>,
): string | undefined {
  if (overview.loop === null) return 'no loop runs'
  if (overview.overdue !== null) return overview.overdue
  const unreadable = overview.alerts.find(({ kind }) => kind === 'record-unreadable')
  if (unreadable !== undefined) return unreadable.message
  if (overview.lastSealed === null && live.cycle === null) return 'no cycle has begun yet'
  return undefined
}
