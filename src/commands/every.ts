import type { Timer } from '../orchestrator/clock.js'

/** Calls back every `periodMs` until the function it returns is called. */
export function every(timer: Timer, periodMs: number, callback: () => void): () => void {
  let handle: unknown
  const next = () => {
    handle = timer.setTimeout(() => {
      callback()
      next()
    }, periodMs)
  }
  next()
  return () => timer.clearTimeout(handle)
}
