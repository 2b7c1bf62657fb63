import type { Timer } from '../orchestrator/clock.js'

/** Calls back every `periodMs` until the function it returns is called. */
export function every(timer: Timer, periodMs: number, callback: () => void): () => void {
  let handle: unknown
  let isOver = false
  const next = () => {
    handle = timer.setTimeout(() => {
      callback()
      if (!isOver) next()
    }, periodMs)
  }
  next()
  return () => {
    isOver = true
    timer.clearTimeout(handle)
  }
}
