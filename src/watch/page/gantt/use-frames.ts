import { useContext, useEffect, useState } from 'preact/hooks'
import { every } from '../browser-clock.js'
import { TimesContext } from '../times.js'

const CALM_MS = 1000

/**
 * The server's time, told anew with the frames of the screen that are at least `frameMs` apart, while something moves;
 * once a second where people want little motion; never without `frameMs`.
 */
export function useFrames(frameMs: number | undefined): number {
  const { now } = useContext(TimesContext)
  const [, setFrame] = useState(0)
  useEffect(() => {
    if (frameMs === undefined) return undefined
    const draw = () => setFrame((frame) => frame + 1)
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return every(CALM_MS, draw)
    let drawnAtMs = 0
    let pending = requestAnimationFrame(function next(atMs) {
      if (atMs - drawnAtMs >= frameMs) {
        drawnAtMs = atMs
        draw()
      }
      pending = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(pending)
  }, [frameMs])
  return now()
}
