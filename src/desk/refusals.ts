import type { Denial } from './denial.js'

/** Denies what would be sent while everything stops. */
export const STOPPING: Denial = { code: 'halted', message: 'stopping: no more orders are sent' }

/** The denial of whatever would be sent under this kill switch; a switch that cannot be read is thrown. */
export function deniedBy(killSwitch: () => string | undefined): Denial | undefined {
  try {
    const message = killSwitch()
    return message === undefined ? undefined : { code: 'kill-switch', message }
  } catch (error) {
    return { code: 'kill-switch', message: `the kill switch cannot be read: ${String(error)}` }
  }
}
