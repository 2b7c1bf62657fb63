import { useEffect, useState } from 'preact/hooks'
import { browserNow, every } from '../browser-clock.js'
import { type Feed, isStale } from './feed.js'

/** Whether what is shown may be no longer true; it grows old by itself. */
export function useStale(feed: Feed): boolean {
  const [isOld, setOld] = useState(false)
  useEffect(() => {
    const look = () => setOld(isStale(feed, browserNow()))
    look()
    return every(1000, look)
  }, [feed])
  return isOld
}
