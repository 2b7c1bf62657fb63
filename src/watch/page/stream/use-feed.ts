import { useEffect, useMemo, useState } from 'preact/hooks'
import { emptyFeed, type Feed } from './feed.js'
import { Stream } from './stream.js'

/** All that the server tells, from now on; `retry` asks it at once. */
export function useFeed(): { readonly feed: Feed; readonly retry: () => void } {
  const [feed, setFeed] = useState<Feed>(emptyFeed)
  const stream = useMemo(() => new Stream(setFeed), [])
  useEffect(() => {
    stream.open()
    return () => stream.close()
  }, [stream])
  return { feed, retry: stream.retry }
}
