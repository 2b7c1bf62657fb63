import type { Overview } from '../../api.js'
import type { Feed, Link } from '../stream/feed.js'
import { Instant } from '../times.js'

/** What a person must know before believing the rest: that it is old, or that the loop is late. */
export function Banners({ feed, isStale }: { readonly feed: Feed; readonly isStale: boolean }) {
  const { overview, link, aheadMs } = feed
  return (
    <div role="status">
      {isStale && link.state === 'lost' && <Stale link={link} aheadMs={aheadMs} />}
      {!isStale && overview !== undefined && overview.overdue !== null && <Overdue words={overview.overdue} />}
    </div>
  )
}

function Stale({ link, aheadMs }: { readonly link: Extract<Link, { state: 'lost' }>; readonly aheadMs: number }) {
  return (
    <p class="banner bad">
      ✖ Nothing was heard of the server since <Instant at={link.heardMs + aheadMs} />. What you see is old. The page
      keeps trying.
    </p>
  )
}

function Overdue({ words }: { readonly words: NonNullable<Overview['overdue']> }) {
  return <p class="banner warning">▲ The loop is late: {words}</p>
}
