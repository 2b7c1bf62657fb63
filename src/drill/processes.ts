import { existsSync, readFileSync } from 'node:fs'
import { type Timer, wait } from '../orchestrator/clock.js'

/** How long what was killed may take to be gone, ms. */
const PATIENCE_MS = 5000

/** Which of these processes are still there after a while; one that has ended and that nobody has reaped is gone. */
export async function remaining(
  pids: readonly number[],
  { timer, signal }: { readonly timer: Timer; readonly signal: AbortSignal },
): Promise<readonly number[]> {
  const endMs = timer.now() + PATIENCE_MS
  for (;;) {
    const alive = pids.filter(isAlive)
    if (alive.length === 0 || timer.now() > endMs) return alive
    await wait(timer, 20, signal)
  }
}

/** How many of the processes that there were are left, for people. */
export function leftOver(left: readonly number[], pids: readonly number[]): string {
  return left.length === 0 ? 'no process left' : `${left.length} of ${pids.length} processes left`
}

function isAlive(pid: number): boolean {
  if (existsSync('/proc/self')) return /^State:\s*[^ZX\s]/m.test(statusOf(pid))
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return '' // it is gone
  }
}
