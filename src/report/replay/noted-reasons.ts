import type { StateReason } from '../desk-report.js'
import type { HaltReason } from './gate-report.js'

const MOST = 20

/** Adds a reason that is not among the known ones yet; more than twenty are not kept. */
export function note(known: HaltReason[], { code, message, agent, value, limit, latch }: StateReason): void {
  if (known.length === MOST || known.some((it) => it.code === code && it.agent === (agent ?? null))) return
  known.push({
    code,
    message,
    agent: agent ?? null,
    value: value ?? null,
    limit: limit ?? null,
    latch: latch === true,
  })
}
