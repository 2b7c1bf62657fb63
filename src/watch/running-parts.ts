import { expired, withDeadline } from '../orchestrator/deadline.js'
import type { Ending } from './messages.js'
import type { WatchContext, WatchPart } from './part.js'
import { type PartKind, partKinds, type Shared } from './parts.js'

/** How long parts may finish what is under way when the run is over, or when they are begun anew. */
const FINISHING_MS = 8000

interface RunningPart {
  readonly part: WatchPart
  /** What it depended on when it was opened. */
  readonly key: string | undefined
}

/** The parts that watch now: told of everything, none disturbed by another, each begun anew where a change concerns it. */
export class RunningParts {
  readonly #context: WatchContext
  readonly #shared: Shared = {}
  readonly #running = new Map<PartKind, RunningPart>()

  /** The setup of the context is the one in force, whenever it is asked. */
  constructor(context: WatchContext) {
    this.#context = context
  }

  /** Where the page is served, if it ever was. */
  get address(): string | undefined {
    return this.#shared.address
  }

  /** Opens what the setup in force asks for and does not run yet; throws an Error for people when one cannot begin. */
  async open(): Promise<void> {
    for (const kind of partKinds) {
      if (this.#running.has(kind) || this.#keyOf(kind) === undefined) continue
      const part = await kind.open(this.#context, this.#shared)
      this.#running.set(kind, { part, key: this.#keyOf(kind) })
    }
  }

  /** Tells each part; what goes wrong in one is said. */
  each(tell: (part: WatchPart) => void): void {
    for (const kind of partKinds)
      try {
        const running = this.#running.get(kind)
        if (running !== undefined) tell(running.part)
      } catch (error) {
        this.#context.say(`watch: ${error instanceof Error ? error.message : String(error)}`)
      }
  }

  /** Closes what cannot go on under the setup that is in force now. */
  async closeChanged(): Promise<void> {
    await this.#close(undefined, (kind, { key }) => key !== this.#keyOf(kind))
  }

  /** Lets each finish what is under way, for eight seconds at most. */
  async close(ending: Ending): Promise<void> {
    await this.#close(ending, () => true)
  }

  async #close(ending: Ending | undefined, isMeant: (kind: PartKind, running: RunningPart) => boolean): Promise<void> {
    const closing = [...this.#running].filter(([kind, running]) => isMeant(kind, running))
    for (const [kind] of closing) this.#running.delete(kind)
    const gone = new AbortController()
    const closed = Promise.allSettled(closing.map(async ([, { part }]) => part.close?.(ending, gone.signal)))
    if ((await withDeadline(closed, FINISHING_MS, this.#context.clocks.timer)) === expired) gone.abort()
  }

  #keyOf(kind: PartKind): string | undefined {
    return JSON.stringify(kind.dependsOn(this.#context.setup, this.#shared))
  }
}
