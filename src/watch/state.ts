import { type Clocks, isoTime } from '../orchestrator/clock.js'
import { createKillSwitch } from '../store/kill-switch.js'
import type { Live, Overview, WatchedAlert } from './api.js'
import { DiskWatch } from './disk-watch.js'
import { type LiveState, liveAfter, nothingLive } from './live.js'
import { OpenRecord } from './read/open-record.js'
import { courseOf, overdueWords } from './read/overdue.js'
import { emptyOverview, type OverviewFacts, outdated, readOverview } from './read/overview.js'
import type { WatchSetup } from './setup.js'
import type { WatchedEvent } from './watched-event.js'

/** What is known of a run at the moment. */
export interface WatchState {
  apply(event: WatchedEvent): void
  live(): Live
  overview(): Overview
  /** Looks at the record now. */
  look(): void
  close(): void
}

/** What a state is made of. */
export interface WatchStateOptions {
  /** As it is in force. */
  readonly setup: () => WatchSetup
  readonly clocks: Clocks
  readonly say: (text: string) => void
  /** Called whenever the record, the kill switch or the disk tells something new. */
  readonly changed: (overview: Overview) => void
}

/** Follows the events of a run, and its record, kill switch and disk, on one connection; never throws. */
export function createWatchState(options: WatchStateOptions): WatchState {
  return new FollowedRun(options)
}

/** How often it is asked whether the record may have changed. */
const CHECK_MS = 1000
/** However fast cycles go, the record is read no more often. */
const READ_MS = 250
/** A machine that wakes up is late for a moment: what is overdue must be so at as many checks in a row. */
const OVERDUE_CHECKS = 3
/** A record that is busy for a moment is none that cannot be read. */
const FAILED_READS = 3
const UNREADABLE = 'the record cannot be read, and what was known before is shown'

class FollowedRun implements WatchState {
  readonly #options: WatchStateOptions
  readonly #record: OpenRecord
  readonly #disk: DiskWatch
  #live: LiveState = nothingLive
  #overview: Overview
  #killSwitch: string | undefined
  #overdue: { readonly words: string | null; readonly checks: number } = { words: null, checks: 0 }
  /** By the timer. */
  #readMs = Number.NEGATIVE_INFINITY
  #reading: unknown
  #checking: unknown
  #failedReads = 0

  constructor(options: WatchStateOptions) {
    this.#options = options
    const { dataDir } = options.setup()
    this.#record = new OpenRecord(dataDir)
    this.#disk = new DiskWatch({
      timer: options.clocks.timer,
      folders: () => ({ dataDir, metricsDir: options.setup().outline.metricsDir }),
      now: () => this.#now(),
      cycleId: () => this.#overview.cycles[0]?.id ?? '',
      looked: () => this.#lookSoon(),
    })
    this.#overview = emptyOverview(this.#facts())
    this.#read()
    this.#checkLater()
  }

  apply(event: WatchedEvent): void {
    this.#live = liveAfter(this.#live, event, this.#options.setup().outline.graceMs)
    if (event.type === 'cycle-ended') this.#lookSoon()
  }

  readonly live = (): Live => ({ nowMs: this.#options.clocks.calendar.now(), ...this.#live })

  readonly overview = (): Overview => this.#overview

  look(): void {
    this.#options.clocks.timer.clearTimeout(this.#reading)
    this.#reading = undefined
    const { revision } = this.#overview
    this.#read()
    if (this.#overview.revision !== revision) this.#options.changed(this.#overview)
  }

  close(): void {
    const { timer } = this.#options.clocks
    timer.clearTimeout(this.#reading)
    timer.clearTimeout(this.#checking)
    this.#disk.close()
    this.#record.close()
    this.#live = { ...this.#live, doing: 'stopped', sleepsUntilMs: null }
  }

  /** At once, if the last reading is long enough ago. */
  #lookSoon(): void {
    const { timer } = this.#options.clocks
    const waitMs = this.#readMs + READ_MS - timer.now()
    if (waitMs <= 0) this.look()
    else this.#reading ??= timer.setTimeout(() => this.look(), waitMs)
  }

  #checkLater(): void {
    this.#checking = this.#options.clocks.timer.setTimeout(() => {
      this.#checkLater()
      this.#check()
    }, CHECK_MS)
  }

  #check(): void {
    const { dataDir } = this.#options.setup()
    const words = this.#lateness()
    const { words: before, checks } = this.#overdue
    this.#overdue = { words, checks: words === before ? checks + 1 : 1 }
    const isNew =
      this.#overdueWords() !== this.#overview.overdue ||
      createKillSwitch(dataDir).thrown() !== this.#killSwitch ||
      this.#record.mayHaveChanged()
    if (isNew) this.#lookSoon()
  }

  #lateness(): string | null {
    const { startedAt, outline } = this.#options.setup()
    const { intervalMs } = outline
    const newest = this.#overview.cycles[0]
    const live = this.live()
    const course = courseOf({ live, newest, startedMs: Date.parse(startedAt), intervalMs })
    return overdueWords(course, live.nowMs, outline)
  }

  #overdueWords(): string | null {
    const { words, checks } = this.#overdue
    return checks >= OVERDUE_CHECKS ? words : null
  }

  #read(): void {
    const { setup, clocks, say } = this.#options
    const { dataDir } = setup()
    this.#readMs = clocks.timer.now()
    this.#killSwitch = createKillSwitch(dataDir).thrown()
    try {
      this.#overview = this.#record.read((store) => readOverview(dataDir, store, this.#facts()))
      this.#failedReads = 0
    } catch (error) {
      this.#failedReads += 1
      if (this.#failedReads === 1)
        say(`watch: ${UNREADABLE}: ${error instanceof Error ? error.message : String(error)}`)
      if (this.#failedReads === FAILED_READS) this.#overview = outdated(this.#overview, this.#unreadable())
    }
  }

  /** Why is said on the terminal: paths are nobody's business outside. */
  #unreadable(): WatchedAlert {
    const cycleId = this.#overview.cycles[0]?.id ?? ''
    return { kind: 'record-unreadable', message: UNREADABLE, raisedAt: this.#now(), cycleId }
  }

  #facts(): OverviewFacts {
    const { version, config, outline, pid, startedAt } = this.#options.setup()
    return {
      version,
      outline,
      loop: { pid, startedAt }, // its own process, while there is a watch
      timeZone: config.timeZone,
      now: this.#now(),
      disk: this.#disk.use,
      diskAlert: this.#disk.alert,
      overdue: () => this.#overdueWords(),
    }
  }

  #now(): string {
    return isoTime(this.#options.clocks.calendar.now())
  }
}
