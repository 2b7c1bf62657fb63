import { useMemo, useRef } from 'preact/hooks'
import { zonedTimes } from '../../report/zoned-times.js'
import { browserNow } from './browser-clock.js'
import { ControlsContext } from './controls/controls-context.js'
import { Dialogs } from './controls/dialogs.js'
import { Notice } from './controls/notice.js'
import { useControls } from './controls/use-controls.js'
import { CycleView } from './cycles/cycle-view.js'
import { PastCycles } from './cycles/past-cycles.js'
import { NowView } from './now-view.js'
import { Guarded } from './parts/guarded.js'
import { type Route, useRoute } from './route.js'
import { Announcement } from './state/announcement.js'
import { Banners } from './state/banners.js'
import { useTab } from './state/tab.js'
import { TopBar } from './state/top-bar.js'
import type { Feed } from './stream/feed.js'
import { useFeed } from './stream/use-feed.js'
import { useStale } from './stream/use-stale.js'
import { type Times, TimesContext } from './times.js'
import { takeTokenFromAddress } from './token.js'
import { Unlock } from './unlock.js'

/** The whole page. */
export function App() {
  const { feed, retry } = useFeed()
  const route = useRoute(takeTokenFromAddress)
  const used = useControls()
  const times = useServerTimes(feed)
  const isOld = useStale(feed)
  const { overview, link } = feed
  useTab(overview, isOld)
  return (
    <TimesContext.Provider value={times}>
      <ControlsContext.Provider value={used.controls}>
        <a class="skip" href="#content" onClick={skip}>
          Skip to the content
        </a>
        <TopBar feed={feed} route={route} />
        <Announcement feed={feed} />
        <Banners feed={feed} isStale={isOld} />
        <Notice outcome={used.outcome} onClose={used.putAway} />
        <main id="content" tabIndex={-1} class={isOld ? 'old' : ''}>
          {overview !== undefined && <View route={route} feed={feed} />}
          {overview === undefined && link.state !== 'locked' && (
            <p class="quiet">Nothing was heard of the server yet.</p>
          )}
        </main>
        {link.state === 'locked' && <Unlock retry={retry} />}
        {overview !== undefined && <Dialogs used={used} overview={overview} />}
      </ControlsContext.Provider>
    </TimesContext.Provider>
  )
}

function View({ route, feed: { overview, live } }: { readonly route: Route; readonly feed: Feed }) {
  if (overview === undefined) return null
  switch (route.view) {
    case 'now':
      return <NowView overview={overview} live={live} />
    case 'cycles':
      return (
        <Guarded key="cycles" name="The list of cycles">
          <PastCycles overview={overview} />
        </Guarded>
      )
    case 'cycle':
      return (
        <Guarded key={route.id} name="The cycle">
          <CycleView overview={overview} id={route.id} />
        </Guarded>
      )
  }
}

/** The server's clock, as it goes on since it was last told, and its zone. */
function useServerTimes({ aheadMs, overview }: Feed): Times {
  const ahead = useRef(aheadMs)
  ahead.current = aheadMs
  const zone = overview?.timeZone ?? 'UTC'
  return useMemo(() => ({ now: () => browserNow() + ahead.current, zoned: zonedTimes(zone) }), [zone])
}

/** The address says which view is shown, so that a link to a place in it would change that. */
function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}
