import { hasFailed } from '../ending.js'
import type { Ending } from '../messages.js'
import type { WatchContext, WatchPart } from '../part.js'
import type { WatchedCycle, WatchedEvent } from '../watched-event.js'
import { createPingQueue, type PingQueue } from './ping-queue.js'
import { createPingSender, type Ping } from './ping-sender.js'
import { runIdOf } from './run-id.js'

/** Of cycles in quick succession one is told each so often: healthchecks.io takes five pings a minute. */
const PACE_MS = 30_000
/** A change of the outcome is told at once, but for a loop that changes all the time. */
const MOST_CHANGES = 4
const CHANGES_MS = 60_000
const LONGEST_BODY = 2000

/** Tells a watcher elsewhere when cycles begin, and whether they end as they should; silence tells it the rest. */
export function createPings(context: WatchContext, url: string): WatchPart {
  return new Pings(context, url)
}

class Pings implements WatchPart {
  readonly #context: WatchContext
  readonly #queue: PingQueue
  readonly #gone = new AbortController()
  /** The cycle whose start was told. */
  #begun: string | undefined
  /** What was told last of how cycles end, and when a cycle was told last. */
  #told: 'success' | 'fail' | undefined
  #toldMs = Number.NEGATIVE_INFINITY
  #changedMs: readonly number[] = []
  /** A change that came too soon after others. */
  #owed: Ping | undefined

  constructor(context: WatchContext, url: string) {
    const { timer } = context.clocks
    const send = createPingSender(url, timer)
    this.#context = context
    this.#queue = createPingQueue({ send, timer, say: context.say, signal: this.#gone.signal })
  }

  onEvent(event: WatchedEvent): void {
    if (event.type === 'cycle-started') this.#begins(event.cycle)
    else if (event.type === 'cycle-ended') this.#ends(event.ended)
  }

  onBeat(): void {
    if (this.#owed !== undefined && this.#mayChange()) this.#tell(this.#owed)
    this.#queue.nudge()
  }

  async close(ending: Ending | undefined, signal: AbortSignal): Promise<void> {
    if (ending !== undefined && hasFailed(ending))
      this.#queue.add({ kind: 'fail', body: `the run ended with exit code ${ending.code}` })
    const giveUp = () => this.#gone.abort()
    if (signal.aborted || (ending === undefined && this.#queue.isCutOff)) giveUp()
    signal.addEventListener('abort', giveUp)
    await this.#queue.emptied()
    signal.removeEventListener('abort', giveUp)
    giveUp()
  }

  #begins({ id, tick }: WatchedCycle['cycle']): void {
    this.#begun = undefined
    if (this.#sinceTold() < PACE_MS) return
    this.#begun = id
    this.#toldMs = this.#context.clocks.timer.now()
    this.#queue.add({ kind: 'start', runId: this.#runId({ id, tick }), body: `${id} begins` })
  }

  #ends(ended: WatchedCycle): void {
    const { cycle, status } = ended
    const wasBegun = this.#begun === cycle.id
    this.#begun = undefined
    if (status === 'aborted' && !wasBegun) return // it was stopped on the way: nothing is known of it
    const kind = status === 'aborted' ? (this.#told ?? 'success') : outcomeOf(status)
    const body = this.#context.mask(wordsOf(ended)).slice(0, LONGEST_BODY)
    const ping = { kind, body, ...(wasBegun ? { runId: this.#runId(cycle) } : {}) }
    const hasChanged = kind !== this.#told && this.#told !== undefined
    if (wasBegun || this.#sinceTold() >= PACE_MS || (hasChanged && this.#mayChange())) return this.#tell(ping)
    this.#owed = hasChanged ? ping : undefined
  }

  #tell(ping: Ping): void {
    const nowMs = this.#context.clocks.timer.now()
    this.#owed = undefined
    if (ping.kind !== 'start' && ping.kind !== this.#told) {
      if (this.#told !== undefined) this.#changedMs = [...this.#changedMs.slice(1 - MOST_CHANGES), nowMs]
      this.#told = ping.kind
    }
    this.#toldMs = nowMs
    this.#queue.add(ping)
  }

  #sinceTold(): number {
    return this.#context.clocks.timer.now() - this.#toldMs
  }

  #mayChange(): boolean {
    const nowMs = this.#context.clocks.timer.now()
    return this.#changedMs.filter((atMs) => nowMs - atMs < CHANGES_MS).length < MOST_CHANGES
  }

  #runId({ id, tick }: Pick<WatchedCycle['cycle'], 'id' | 'tick'>): string {
    return runIdOf(`${this.#context.setup.dataDir} ${id} ${tick}`)
  }
}

/** A loop that holds back trading on a verdict does its job. */
function outcomeOf(status: Exclude<WatchedCycle['status'], 'aborted'>): 'success' | 'fail' {
  switch (status) {
    case 'success':
    case 'degraded':
    case 'halted':
      return 'success'
    case 'failed-closed':
    case 'error':
      return 'fail'
  }
}

function wordsOf({ cycle, status, state, error }: WatchedCycle): string {
  const reasons = state.reasons.map(({ code, message }) => `${code}: ${message}`)
  return [`${cycle.id} ${status}, ${state.state}`, ...reasons, ...(error === undefined ? [] : [error])].join('\n')
}
