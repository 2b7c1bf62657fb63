/** The browser's clock, epoch ms: it goes on while the machine sleeps, and may be wrong. */
export const browserNow = (): number => Date.now()

/** Calls `tick` again and again until the returned function is called. */
export function every(intervalMs: number, tick: () => void): () => void {
  const handle = window.setInterval(tick, intervalMs)
  return () => window.clearInterval(handle)
}

/** Calls `work` once, unless the returned function is called before. */
export function after(delayMs: number, work: () => void): () => void {
  const handle = window.setTimeout(work, delayMs)
  return () => window.clearTimeout(handle)
}
