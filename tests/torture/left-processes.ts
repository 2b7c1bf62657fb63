import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** A process that lives; one that has ended and was not reaped does not. */
export interface Living {
  readonly pid: number
  /** Its group. */
  readonly group: number
  readonly commandLine: string
  /** As `NAME=value` entries, each ended by a NUL. */
  readonly environment: string
}

/** Every process of this machine that may be looked at. */
export function livingProcesses(): readonly Living[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    // The name of the program, in brackets, may hold anything.
    const [, state, group] = /^\) (\S) \d+ (\d+)/.exec(afterName(read(name, 'stat'))) ?? []
    if (state === undefined || 'ZX'.includes(state)) return []
    const [commandLine, environment] = [read(name, 'cmdline'), read(name, 'environ')]
    return [{ pid: Number(name), group: Number(group), commandLine, environment }]
  })
}

/** The groups that a process's children lead. */
export function groupsBelow(pid: number): readonly number[] {
  return read(String(pid), `task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)
}

/**
 * Waits until no process matches; resolves to how long that took, ms, and what is still there after `patienceMs`.
 */
export async function untilGone(matches: (living: Living) => boolean, patienceMs = 10_000) {
  const startedMs = performance.now()
  for (;;) {
    const left = livingProcesses().filter(matches)
    const tookMs = performance.now() - startedMs
    if (left.length === 0 || tookMs > patienceMs) return { tookMs, left }
    await pause(5)
  }
}

const afterName = (stat: string) => stat.slice(stat.lastIndexOf(')'))

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return '' // it is gone, or another user's
  }
}
