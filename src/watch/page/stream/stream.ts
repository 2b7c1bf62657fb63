import type { Live, Overview } from '../../api.js'
import { browserNow, every } from '../browser-clock.js'
import { cleanText } from '../clean-text.js'
import { knownToken } from '../token.js'
import { emptyFeed, type Feed, STALE_MS } from './feed.js'

const ANSWER_MS = 5000
/** How often it tries to open a stream that the browser has given up. */
const REOPEN_MS = 2000

/**
 * Hears of the server through its stream, and by asking when the stream has been silent for long: its heartbeats do not
 * reach scripts, and a connection that died without a word looks like one where nothing happens. Never gives up.
 */
export class Stream {
  readonly #changed: (feed: Feed) => void
  #feed = emptyFeed
  #source: EventSource | undefined
  #heardMs = browserNow()
  #triedMs = 0
  #isAsking = false
  #stop: () => void = () => {}

  constructor(changed: (feed: Feed) => void) {
    this.#changed = changed
  }

  /** Begins to listen. */
  open(): void {
    this.#connect()
    this.#stop = every(1000, () => this.#look())
    addEventListener('online', this.retry)
    document.addEventListener('visibilitychange', this.#seen)
  }

  /** Ends for good. */
  close(): void {
    this.#stop()
    this.#source?.close()
    removeEventListener('online', this.retry)
    document.removeEventListener('visibilitychange', this.#seen)
  }

  /** Tries again at once: a token has become known, or the network is back. */
  readonly retry = (): void => {
    if (this.#feed.link.state !== 'live') void this.#ask()
  }

  /** A tab that was out of sight may have missed that its connection died. */
  readonly #seen = () => {
    if (document.visibilityState === 'visible' && browserNow() - this.#heardMs > STALE_MS) void this.#ask()
  }

  #connect(): void {
    this.#source?.close()
    this.#triedMs = browserNow()
    const source = new EventSource('/api/stream')
    this.#source = source
    source.addEventListener('open', () => this.#heard({}))
    source.addEventListener('error', () => this.#failed())
    source.addEventListener('overview', ({ data }) => this.#heard(overviewOf(data)))
    source.addEventListener('live', ({ data }) => this.#heard(liveOf(data)))
  }

  /** A browser does not come back to a stream that was refused; the first time, why is asked at once. */
  #failed(): void {
    const isRefused = this.#source?.readyState === EventSource.CLOSED
    if (isRefused && this.#feed.link.state === 'asking') void this.#ask()
    this.#lost()
  }

  #look(): void {
    // A wrong token would only be refused again.
    if (this.#feed.link.state === 'locked') return
    const nowMs = browserNow()
    const isClosed = this.#source?.readyState === EventSource.CLOSED
    if (isClosed && nowMs - this.#triedMs >= REOPEN_MS) void this.#ask()
    else if (nowMs - this.#heardMs > STALE_MS && nowMs - this.#triedMs > STALE_MS) void this.#ask()
  }

  /** Asks for the state itself: tells a silent server from a dead connection, and why a stream was refused. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    this.#triedMs = browserNow()
    const before = this.#heardMs
    try {
      const answer = await this.#get()
      if (answer.status === 401) this.#say({ link: { state: 'locked' } })
      else if (!answer.ok) this.#lost()
      else {
        const told = liveOf(await answer.text())
        // What the stream has told meanwhile is newer.
        if (this.#heardMs === before) this.#heard(told)
        if (this.#source?.readyState !== EventSource.OPEN) this.#connect()
      }
    } catch {
      this.#lost()
      this.#connect() // whatever the stream believes, nothing comes through it
    } finally {
      this.#isAsking = false
    }
  }

  /** A server that shows nothing without its token is told it once, and keeps a cookie. */
  async #get(): Promise<Response> {
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(path, { ...init, signal: AbortSignal.timeout(ANSWER_MS), cache: 'no-store' })
    const answer = await ask('/api/live')
    const token = knownToken()
    if (answer.status !== 401 || token === undefined) return answer
    await ask('/api/session', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    })
    return ask('/api/live')
  }

  #heard(told: Partial<Feed>): void {
    this.#heardMs = browserNow()
    this.#say({ ...told, link: { state: 'live' } })
  }

  #lost(): void {
    if (this.#feed.link.state === 'locked') return
    this.#say({ link: { state: 'lost', heardMs: this.#heardMs } })
  }

  #say(told: Partial<Feed>): void {
    this.#feed = { ...this.#feed, ...told }
    this.#changed(this.#feed)
  }
}

/** What is no JSON tells nothing; the next event is whole again. */
function parsed(text: string): unknown {
  try {
    return cleanText(JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

function overviewOf(text: string): Partial<Feed> {
  const overview = parsed(text) as Overview | undefined // of our own server
  return overview === undefined ? {} : { overview }
}

function liveOf(text: string): Partial<Feed> {
  const live = parsed(text) as Live | undefined // as above
  return live === undefined ? {} : { live, aheadMs: live.nowMs - browserNow() }
}
