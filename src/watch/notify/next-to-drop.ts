import type { Severity } from '../../config/watch-schema.js'
import type { Message } from './message.js'

const leastPressingFirst: readonly Severity[] = ['info', 'warning', 'critical']

/** Which of too many messages goes: the oldest of the least pressing, but the very first, which is on its way. */
export function nextToDrop(waiting: readonly { readonly message: Message }[]): number {
  for (const severity of leastPressingFirst) {
    const index = waiting.findIndex(({ message }, place) => place > 0 && message.severity === severity)
    if (index > 0) return index
  }
  return 0
}
