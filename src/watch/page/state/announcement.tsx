import { sentWhile } from '../../../report/sections/trading-state.js'
import type { Feed } from '../stream/feed.js'

/** Says changes of the trading state and of the connection to those who do not see them, and nothing else. */
export function Announcement({ feed: { overview, link } }: { readonly feed: Feed }) {
  return (
    <p class="unseen announcement" role="status">
      {link.state === 'lost' && 'Connection lost. '}
      {overview !== undefined && (
        <>
          Trading state {overview.standing.state}: {sentWhile(overview.standing.state, overview.standing.reasons)}
        </>
      )}
    </p>
  )
}
