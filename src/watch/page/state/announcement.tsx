import type { Feed } from '../stream/feed.js'
import { sentWords } from './state-words.js'

/** Says changes of the trading state and of the connection to those who do not see them, and nothing else. */
export function Announcement({ feed: { overview, link } }: { readonly feed: Feed }) {
  return (
    <p class="unseen announcement" role="status">
      {link.state === 'lost' && 'Connection lost. '}
      {overview !== undefined && (
        <>
          Trading state {overview.standing.state}: {sentWords(overview.standing)}
        </>
      )}
    </p>
  )
}
