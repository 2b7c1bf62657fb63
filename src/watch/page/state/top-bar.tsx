import { useContext } from 'preact/hooks'
import type { Overview } from '../../api.js'
import { browserNow } from '../browser-clock.js'
import { Mark } from '../parts/told.js'
import type { Route } from '../route.js'
import type { Feed, Link } from '../stream/feed.js'
import { Instant, TimesContext, useNow } from '../times.js'
import { LoopState } from './loop-state.js'

/** The first line: which market and whose money, whether the page hears the server, the server's clock, and the ways. */
export function TopBar({ feed, route }: { readonly feed: Feed; readonly route: Route }) {
  const { overview, live } = feed
  return (
    <header class="top">
      <p class="whose">
        <b>{overview === undefined ? 'riskfirst' : overview.market}</b>
        {overview !== undefined && <Version overview={overview} />}
      </p>
      <nav aria-label="Views">
        <Way to="#/" name="Now" isHere={route.view === 'now'} />
        <Way to="#/cycles" name="Past cycles" isHere={route.view !== 'now'} />
      </nav>
      <p class="going">
        {overview !== undefined && <LoopState live={live} overview={overview} />}
        <Hearing link={feed.link} />
        {overview !== undefined && <Clock />}
      </p>
    </header>
  )
}

function Way({ to, name, isHere }: { readonly to: string; readonly name: string; readonly isHere: boolean }) {
  return (
    <a href={to} aria-current={isHere ? 'page' : undefined}>
      {name}
    </a>
  )
}

function Version({ overview: { version } }: { readonly overview: Overview }) {
  return <span class="quiet"> riskfirst {version}</span>
}

function Hearing({ link }: { readonly link: Link }) {
  useNow(1000)
  switch (link.state) {
    case 'live':
      return <Mark of={{ text: '● live', tone: 'good' }} />
    case 'asking':
      return <Mark of={{ text: '○ connecting', tone: 'quiet' }} />
    case 'locked':
      return <Mark of={{ text: '✖ locked', tone: 'bad' }} />
    case 'lost': {
      const seconds = Math.max(0, Math.round((browserNow() - link.heardMs) / 1000))
      return <Mark of={{ text: `▲ reconnecting, nothing heard for ${seconds} s`, tone: 'bad' }} />
    }
  }
}

/** The server's clock, in the zone of people's screens. */
function Clock() {
  const { zoned } = useContext(TimesContext)
  const nowMs = useNow(500)
  return (
    <span class="clock">
      <Instant at={nowMs} /> {zoned.zone !== 'UTC' && <small class="quiet">{zoned.zone}</small>}
    </span>
  )
}
