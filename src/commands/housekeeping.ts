import type { Config } from '../config/config.js'
import type { Timer } from '../orchestrator/clock.js'
import { diskLowWords, freeBytes } from '../store/disk-use.js'
import type { TradingSystem } from '../trading-system.js'

/** What is tidied, and who is told of it. */
export interface HousekeepingOptions {
  readonly trading: Pick<TradingSystem, 'retention'>
  /** As it is in force. */
  readonly config: () => Pick<Config, 'dataDir' | 'store'>
  readonly timer: Pick<Timer, 'now'>
  readonly say: (text: string) => void
  /** What is free for a folder; default: as its file system says. */
  readonly free?: (folder: string) => Promise<number | null>
}

/** Keeps the disk in order. */
export interface Housekeeping {
  /** A bounded piece of work; never throws. */
  betweenCycles(): void
}

/** So often at most, free space is looked at, and removing is tried again after it failed. */
const PAUSE_MS = 60_000

/** What keeps the record as short as the configuration says, and tells once when little space is left. */
export function createHousekeeping(options: HousekeepingOptions): Housekeeping {
  return new DiskHousekeeping(options)
}

class DiskHousekeeping implements Housekeeping {
  readonly #options: HousekeepingOptions
  #looksAfterMs = Number.NEGATIVE_INFINITY
  #removesAfterMs = Number.NEGATIVE_INFINITY
  #isLooking = false
  #isLow = false
  /** Why nothing could be removed, as it was told last. */
  #fault: string | undefined

  constructor(options: HousekeepingOptions) {
    this.#options = options
  }

  betweenCycles(): void {
    const nowMs = this.#options.timer.now()
    if (nowMs >= this.#removesAfterMs) this.#remove(nowMs)
    if (nowMs < this.#looksAfterMs || this.#isLooking) return
    this.#looksAfterMs = nowMs + PAUSE_MS
    void this.#look()
  }

  #remove(nowMs: number): void {
    const { trading, config, timer, say } = this.#options
    const fault = trading.retention?.prune(config().store, timer)
    if (fault !== undefined) {
      this.#removesAfterMs = nowMs + PAUSE_MS
      if (fault !== this.#fault) say(`older runs and briefings could not be removed, which is tried again: ${fault}`)
    }
    this.#fault = fault
  }

  async #look(): Promise<void> {
    const { config, say, free = freeBytes } = this.#options
    const { dataDir } = config()
    this.#isLooking = true
    const words = diskLowWords(dataDir, { free: await free(dataDir) })
    this.#isLooking = false
    if (words !== undefined && !this.#isLow) say(words)
    this.#isLow = words !== undefined
  }
}
