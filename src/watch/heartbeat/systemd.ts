import { isoTime } from '../../orchestrator/clock.js'
import type { WatchContext, WatchPart } from '../part.js'
import type { WatchedEvent } from '../watched-event.js'
import { type Notice, notifySystemd } from './systemd-notify.js'

/** The loop's beats come this often: a watchdog that wants them sooner would end a sound loop. */
const BEAT_MS = 5000
const SHORTEST_WATCHDOG_MS = 3 * BEAT_MS
/** A status alone is told no more often, however fast cycles are. */
const STATUS_MS = 5000
const LONGEST_STATUS = 200

/** Tells systemd that the run is ready, what it does, that it lives, and that it stops. */
export function createSystemdNotices(context: WatchContext): WatchPart {
  return new SystemdNotices(context)
}

class SystemdNotices implements WatchPart {
  readonly #context: WatchContext
  readonly #watchdogMs: number | undefined
  readonly #gone = new AbortController()
  #isReady = false
  #status = ''
  #pending: Notice = {}
  #telling: Promise<void> | undefined
  #toldMs = Number.NEGATIVE_INFINITY
  #alarmedMs = Number.NEGATIVE_INFINITY
  #isFailing = false

  constructor(context: WatchContext) {
    this.#context = context
    this.#watchdogMs = watchdogMs(context)
    if (this.#watchdogMs !== undefined && this.#watchdogMs < SHORTEST_WATCHDOG_MS)
      context.say(
        `systemd: WatchdogSec: expected at least ${SHORTEST_WATCHDOG_MS / 1000}s, got ${this.#watchdogMs / 1000}s`,
      )
  }

  /** Nothing happens before every agent has started, and then a cycle begins at once: the first event is when it is ready. */
  onEvent(event: WatchedEvent): void {
    if (!this.#isReady) {
      this.#isReady = true
      this.#tell({ READY: '1' })
    }
    const status = statusAfter(event, this.#status)
    if (status === this.#status) return
    this.#status = status
    this.#pending = { ...this.#pending, STATUS: this.#words(status) }
    this.#tellIfDue()
  }

  onBeat(): void {
    const nowMs = this.#context.clocks.timer.now()
    const halfMs = (this.#watchdogMs ?? Number.POSITIVE_INFINITY) / 2
    if (nowMs - this.#alarmedMs + BEAT_MS > halfMs) {
      this.#alarmedMs = nowMs
      this.#tell({ WATCHDOG: '1' })
    } else this.#tellIfDue()
  }

  async close(ending: { readonly code: number } | undefined, signal: AbortSignal): Promise<void> {
    const giveUp = () => this.#gone.abort()
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp)
    if (ending !== undefined) this.#tell({ STOPPING: '1', STATUS: `stopped with exit code ${ending.code}` })
    await this.#telling
    signal.removeEventListener('abort', giveUp)
  }

  #tellIfDue(): void {
    const { STATUS } = this.#pending
    if (STATUS !== undefined && this.#context.clocks.timer.now() - this.#toldMs >= STATUS_MS) this.#tell({})
  }

  #tell(notice: Notice): void {
    this.#pending = { ...this.#pending, ...notice }
    this.#telling ??= this.#drain()
  }

  /** One at a time; what comes meanwhile goes together. */
  async #drain(): Promise<void> {
    await Promise.resolve() // events come in heaps
    while (Object.keys(this.#pending).length > 0 && !this.#gone.signal.aborted) {
      const notice = this.#pending
      this.#pending = {}
      this.#toldMs = this.#context.clocks.timer.now()
      this.#note(await notifySystemd(notice, { env: this.#context.setup.env, signal: this.#gone.signal }))
    }
    this.#telling = undefined
  }

  #note(why: string | undefined): void {
    if (why !== undefined && !this.#isFailing && !this.#gone.signal.aborted) this.#context.say(`systemd: ${why}`)
    this.#isFailing = why !== undefined
  }

  #words(status: string): string {
    return this.#context.mask(status).replaceAll(/\s+/g, ' ').slice(0, LONGEST_STATUS)
  }
}

/** Of this process, in ms. */
function watchdogMs({ setup: { env, pid } }: WatchContext): number | undefined {
  const { WATCHDOG_USEC, WATCHDOG_PID = String(pid) } = env
  const ms = Number(WATCHDOG_USEC) / 1000
  return WATCHDOG_PID === String(pid) && ms > 0 ? ms : undefined
}

function statusAfter(event: WatchedEvent, status: string): string {
  if (event.type === 'cycle-ended') {
    const { cycle, status: ended, state } = event.ended
    const codes = state.reasons.filter(({ cause }) => cause !== 'warning').map(({ code }) => code)
    return `${cycle.id} ${ended}, ${state.state}${codes.length === 0 ? '' : ` (${codes.join(', ')})`}`
  }
  if (event.type === 'sleeping') return `${status.replace(/; next .*/, '')}; next ${isoTime(event.untilMs)}`
  return status
}
