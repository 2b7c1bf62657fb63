import type { Live, Overview } from '../../api.js'

/** How the page hears of the server. */
export type Link =
  | { readonly state: 'asking' }
  | { readonly state: 'live' }
  /** It tries again by itself; `heardMs` is when it last heard something, by the browser's clock. */
  | { readonly state: 'lost'; readonly heardMs: number }
  /** The server shows nothing without its token. */
  | { readonly state: 'locked' }

/** All that the page was told. */
export interface Feed {
  readonly link: Link
  readonly overview: Overview | undefined
  readonly live: Live | undefined
  /** Server's clock minus the browser's. */
  readonly aheadMs: number
}

/** What a page knows before it has asked. */
export const emptyFeed: Feed = { link: { state: 'asking' }, overview: undefined, live: undefined, aheadMs: 0 }

/** So long after the last word the page calls what it shows old. */
export const STALE_MS = 15_000

/** Whether what is shown may be no longer true. */
export function isStale({ link }: Feed, browserNowMs: number): boolean {
  return link.state === 'lost' && browserNowMs - link.heardMs > STALE_MS
}
