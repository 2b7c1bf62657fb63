import type { Alert } from './alerts.js'

/** What to say of alerts that are new, and of those that are over. */
export function alertEvents(before: readonly Alert[], now: readonly Alert[]) {
  return [
    ...now.filter((alert) => !before.includes(alert)).map((alert) => ({ type: 'alert-raised', alert }) as const),
    ...before.filter((alert) => !now.includes(alert)).map((alert) => ({ type: 'alert-cleared', alert }) as const),
  ]
}
