import { maskedJson } from '../config/mask.js'
import type { Settlement } from '../desk/settlement.js'
import type { Clocks } from '../orchestrator/clock.js'
import { expired, withDeadline } from '../orchestrator/deadline.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import { plain } from '../report/plain-text.js'
import type { Ending, MessageFromThread, OperationOutcome } from './messages.js'
import { atSamePort } from './same-port.js'
import type { WatchSetup } from './setup.js'
import { shortTexts } from './short-texts.js'
import { openThread, type Thread } from './thread-handle.js'
import { watchedEvent } from './watched-event.js'

/** What a watch is started with. */
export interface WatchOptions {
  readonly setup: WatchSetup
  readonly clocks: Clocks
  /** Hides secrets in what the thread is told. */
  readonly mask: (text: string) => string
  /** A line for people. */
  readonly say: (text: string) => void
  /** Enables or disables an agent in the configuration, for somebody. */
  readonly enable: (agent: string, enabled: boolean, who: string) => Promise<OperationOutcome>
  /** Begins the thread; default: the built one. */
  readonly open?: typeof openThread
}

/** What watches a run from a thread of its own: nothing that happens there can delay or disturb a cycle. */
export interface Watch {
  /** Where the page is served, such as `http://127.0.0.1:7373`. */
  readonly address: string | undefined
  /** Takes every event; costs microseconds. */
  readonly observe: (event: OrchestratorEvent<Settlement>) => void
  /** What follows is watched by a changed configuration. */
  use(changed: Pick<WatchSetup, 'config' | 'outline' | 'secrets'>): void
  /** Lets it tell how the run ended, for ten seconds at most. */
  close(ending: Ending): Promise<void>
}

/** The user can mend it: an address in use, a file that cannot be written. */
export class WatchError extends Error {
  override readonly name = 'WatchError'
}

/** Events are told in heaps, so that a cycle is not held up by each. */
const TELL_MS = 100
const BEAT_MS = 5000
const CLOSING_MS = 10_000
/** A thread that takes in nothing for so many beats is ended and begun anew; a suspended machine has none. */
const DEAF_BEATS = 6
/** A thread that has not begun by then never will. */
const BEGINNING_MS = 30_000
/** What a thread that is behind is told at most; then it misses some, and is right again with the next cycle. */
const MOST_UNHEARD = 50
/** A thread that has lived so long was well. */
const LASTING_MS = 120_000
const REOPEN_MS = [1000, 5000, 15_000, 60_000] as const

/** Starts what watches a run; throws WatchError when it refuses. */
export async function startWatch(options: WatchOptions): Promise<Watch> {
  const watch = new ThreadedWatch(options)
  await watch.begin()
  return watch
}

class ThreadedWatch implements Watch {
  readonly #options: WatchOptions
  #setup: WatchSetup
  #thread: Thread | undefined
  #happened: { readonly event: OrchestratorEvent<Settlement>; readonly atMs: number }[] = []
  #telling: unknown
  #beating: unknown
  #reopening: unknown
  #unheard = 0
  #silentBeats = 0
  #failures = 0
  #openedMs = 0
  #isOver = false
  address: string | undefined

  constructor(options: WatchOptions) {
    this.#options = options
    this.#setup = options.setup
  }

  async begin(): Promise<void> {
    const { timer } = this.#options.clocks
    await this.#open()
    const beat = () => {
      this.#beat()
      this.#beating = timer.setTimeout(beat, BEAT_MS)
    }
    beat()
  }

  readonly observe = (event: OrchestratorEvent<Settlement>): void => {
    if (this.#isOver || this.#thread === undefined) return
    const { timer, calendar } = this.#options.clocks
    this.#happened.push({ event, atMs: calendar.now() })
    this.#telling ??= timer.setTimeout(() => this.#tell(), TELL_MS)
  }

  use({ config, outline, secrets }: Pick<WatchSetup, 'config' | 'outline' | 'secrets'>): void {
    const before = this.#setup
    this.#setup = { ...before, config, outline, secrets }
    if (before.config.serve.token !== undefined && config.serve.token === undefined && this.address !== undefined)
      this.#options.say(`page: ${this.address}/#token=${before.token}`)
    this.#thread?.post({ type: 'changed', config: atSamePort(config, this.address), outline, secrets })
  }

  async close(ending: Ending): Promise<void> {
    const { timer } = this.#options.clocks
    this.#tell()
    this.#isOver = true
    for (const handle of [this.#telling, this.#beating, this.#reopening]) timer.clearTimeout(handle)
    const thread = this.#thread
    if (thread === undefined) return
    thread.post({ type: 'close', ending })
    await withDeadline(thread.closed, CLOSING_MS, timer)
    await thread.end()
  }

  async #open(): Promise<void> {
    const { open = openThread, clocks } = this.#options
    const setup = { ...this.#setup, config: atSamePort(this.#setup.config, this.address) }
    const thread = open(setup, (message) => this.#hear(message))
    this.#thread = thread
    this.#unheard = 0
    this.#silentBeats = 0
    this.#openedMs = clocks.timer.now()
    const begun = await withDeadline(thread.begun, BEGINNING_MS, clocks.timer)
    if (begun === expired || 'refused' in begun) {
      this.#thread = undefined
      await thread.end()
      throw new WatchError(begun === expired ? 'its thread does not begin' : begun.refused)
    }
    this.address = begun.address
    void this.#awaitEnd(thread)
  }

  async #awaitEnd(thread: Thread): Promise<void> {
    const why = await thread.ended
    if (this.#thread === thread) this.#lost(why)
  }

  #tell(): void {
    this.#telling = undefined
    const happened = this.#happened.splice(0)
    if (this.#thread === undefined || happened.length === 0 || this.#unheard >= MOST_UNHEARD) return
    const events = happened.map(({ event, atMs }) => watchedEvent(event, atMs))
    this.#post(maskedJson(shortTexts(events, this.#options.mask), this.#options.mask))
  }

  #post(json: string): void {
    this.#unheard += 1
    this.#thread?.post({ type: 'events', json })
  }

  #beat(): void {
    if (this.#thread === undefined) return
    this.#unheard += 1
    this.#silentBeats += 1
    if (this.#silentBeats > DEAF_BEATS) void this.#thread.end()
    else this.#thread.post({ type: 'beat' })
  }

  #hear(message: MessageFromThread): void {
    const { say, enable } = this.#options
    switch (message.type) {
      case 'heard':
        this.#unheard -= 1
        this.#silentBeats = 0
        return
      case 'say':
        return say(plain(message.text)) // it may quote a package, or a server elsewhere
      case 'ask': {
        const { id, agent, enabled, who } = message
        const thread = this.#thread // one that is begun anew counts its questions from 1 again
        const answer = (outcome: OperationOutcome) => thread?.post({ type: 'answer', id, ...outcome })
        enable(agent, enabled, who).then(answer, (error: unknown) =>
          answer({ ok: false, words: [error instanceof Error ? error.message : String(error)] }),
        )
        return
      }
      case 'ready':
      case 'refused':
      case 'closed':
    }
  }

  #lost(why: string): void {
    const { say, clocks } = this.#options
    this.#thread = undefined
    if (this.#isOver) return
    if (clocks.timer.now() - this.#openedMs > LASTING_MS) this.#failures = 0
    const delayMs = REOPEN_MS[Math.min(this.#failures, REOPEN_MS.length - 1)] ?? 0
    this.#failures += 1
    say(`watch: ${why}; it begins anew in ${delayMs / 1000} s, and trading goes on`)
    const reopen = () => {
      this.#open().catch((error: unknown) => this.#lost(error instanceof Error ? error.message : String(error)))
    }
    this.#reopening = clocks.timer.setTimeout(reopen, delayMs)
  }
}
