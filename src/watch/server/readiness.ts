import type { Live, Overview } from '../api.js'

/** Why a system does not do its work, in words; undefined when it does: a loop runs, has had a cycle, and is on time. */
export function unreadiness(
  overview: Pick<Overview, 'loop' | 'lastSealed' | 'overdue'>,
  live: Pick<Live, 'cycle'>,
): string | undefined {
  if (overview.loop === null) return 'no loop runs'
  if (overview.overdue !== null) return overview.overdue
  if (overview.lastSealed === null && live.cycle === null) return 'no cycle has begun yet'
  return undefined
}
