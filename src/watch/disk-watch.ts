import type { Timer } from '../orchestrator/clock.js'
import { type DiskUse, diskLowWords, diskUse } from '../store/disk-use.js'
import type { WatchedAlert } from './api.js'

/** What is looked at, and who is told. */
export interface DiskWatchOptions {
  readonly timer: Timer
  readonly folders: () => { readonly dataDir: string; readonly metricsDir: string }
  /** ISO UTC. */
  readonly now: () => string
  /** The newest cycle; empty before the first. */
  readonly cycleId: () => string
  /** A look has ended. */
  readonly looked: () => void
  /** Looks; never rejects. Default: at the real disk. */
  readonly look?: typeof diskUse
}

const LOOK_MS = 30_000

/** How full the disk is: looked at every 30 s, one look at a time, however long one takes. */
export class DiskWatch {
  readonly #options: DiskWatchOptions
  #pending: unknown
  #isOver = false
  use: DiskUse = { free: null, record: 0, logs: 0, metrics: 0 }
  /** Raised while too little is free. */
  alert: WatchedAlert | undefined

  constructor(options: DiskWatchOptions) {
    this.#options = options
    void this.#look()
  }

  close(): void {
    this.#isOver = true
    this.#options.timer.clearTimeout(this.#pending)
  }

  async #look(): Promise<void> {
    const { timer, folders, looked, look = diskUse } = this.#options
    const { dataDir, metricsDir } = folders()
    const use = await look(dataDir, metricsDir)
    if (this.#isOver) return
    this.use = use
    this.#judge(dataDir)
    this.#pending = timer.setTimeout(() => void this.#look(), LOOK_MS)
    looked()
  }

  /** The words of the first look stay while the alert does. */
  #judge(dataDir: string): void {
    const { now, cycleId } = this.#options
    const message = diskLowWords(dataDir, this.use)
    if (message === undefined) this.alert = undefined
    else this.alert ??= { kind: 'disk-low', message, raisedAt: now(), cycleId: cycleId() }
  }
}
