import type { NotifyRule } from '../../config/watch-schema.js'
import { isAtLeast, type Notice } from './notice.js'

/** The channels that a notice goes to: those of every rule that fits it, each once. */
export function channelsFor(
  { kind, severity }: Pick<Notice, 'kind' | 'severity'>,
  rules: readonly NotifyRule[],
  channels: readonly string[],
): readonly string[] {
  const fitting = rules.filter((rule) => {
    if (rule.on !== undefined && !rule.on.includes(kind)) return false
    // Who names a notice wants it, unless it says how pressing it must be.
    return isAtLeast(severity, rule.severity ?? (rule.on === undefined ? 'warning' : 'info'))
  })
  return channels.filter((name) => fitting.some((rule) => rule.channels?.includes(name) ?? true))
}
