import { createMask } from '../config/mask.js'
import type { Clocks } from '../orchestrator/clock.js'
import { showTimesIn } from '../report/local-time.js'
import { eventsOf, type MessageFromThread, type MessageToThread } from './messages.js'
import { createOperations } from './operations-on-folder.js'
import { RunningParts } from './running-parts.js'
import type { WatchSetup } from './setup.js'
import { createWatchState } from './state.js'

/** What the thread of a watch needs of its surroundings. */
export interface ThreadOptions {
  readonly setup: WatchSetup
  readonly clocks: Clocks
  readonly post: (message: MessageFromThread) => void
}

type Operated = ReturnType<typeof createOperations>
type State = ReturnType<typeof createWatchState>

/** Watches as the setup says; resolves to what takes the messages. Tells `refused` when the user must mend something. */
export async function beginWatching(options: ThreadOptions): Promise<(message: MessageToThread) => void> {
  const watching = new Watching(options)
  await watching.begin()
  return (message) => watching.take(message)
}

class Watching {
  readonly #post: (message: MessageFromThread) => void
  readonly #operations: Operated
  readonly #state: State
  readonly #parts: RunningParts
  #setup: WatchSetup
  #mask: (text: string) => string
  /** Changes come one after the other; what happens meanwhile is told to the parts that are there. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor({ setup, clocks, post }: ThreadOptions) {
    const say = (text: string) => this.#say(text)
    this.#post = post
    this.#setup = setup
    this.#mask = createMask(setup.secrets)
    showTimesIn(setup.config.timeZone) // a thread has its own copy of the choice
    this.#operations = createOperations({ setup: () => this.#setup, clocks, post })
    this.#state = createWatchState({
      setup: () => this.#setup,
      clocks,
      say,
      changed: (overview) => this.#parts.each((part) => part.onOverview?.(overview)),
    })
    const inForce = () => this.#setup
    this.#parts = new RunningParts({
      get setup() {
        return inForce()
      },
      clocks,
      mask: (text) => this.#mask(text),
      say,
      overview: () => this.#state.overview(),
      live: () => this.#state.live(),
      operations: this.#operations.all,
    })
  }

  async begin(): Promise<void> {
    try {
      await this.#parts.open()
    } catch (error) {
      return this.#post({ type: 'refused', message: messageOf(error) })
    }
    const { address } = this.#parts
    this.#post({ type: 'ready', ...(address === undefined ? {} : { address }) })
  }

  take(message: MessageToThread): void {
    switch (message.type) {
      case 'events':
        for (const event of eventsOf(message.json)) {
          this.#state.apply(event)
          this.#parts.each((part) => part.onEvent?.(event))
        }
        return this.#post({ type: 'heard' })
      case 'beat':
        this.#parts.each((part) => part.onBeat?.())
        return this.#post({ type: 'heard' })
      case 'answer':
        return this.#operations.answered(message.id, message)
      case 'changed': {
        const { config, outline, secrets } = message
        return this.#inTurn(() => this.#change({ ...this.#setup, config, outline, secrets }))
      }
      case 'close':
        return this.#inTurn(async () => {
          this.#state.look() // what the last cycle left is told, too
          this.#state.close()
          await this.#parts.close(message.ending)
          this.#post({ type: 'closed' })
        })
    }
  }

  /** What cannot be opened as it is configured now is opened as it was: a page of which nobody hears would be worse. */
  async #change(setup: WatchSetup): Promise<void> {
    const before = this.#setup
    this.#use(setup)
    await this.#parts.closeChanged()
    this.#state.look()
    try {
      await this.#parts.open()
    } catch (error) {
      this.#say(`watch: ${messageOf(error)}; it goes on with the configuration before`)
      this.#use({ ...setup, config: before.config })
      await this.#parts.closeChanged()
      await this.#parts.open()
    }
  }

  #use(setup: WatchSetup): void {
    this.#setup = setup
    this.#mask = createMask(setup.secrets)
    showTimesIn(setup.config.timeZone)
  }

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((error: unknown) => this.#say(`watch: ${messageOf(error)}`))
  }

  #say(text: string): void {
    this.#post({ type: 'say', text })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
