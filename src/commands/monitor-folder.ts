import { statSync } from 'node:fs'
import { type Clocks, isoTime } from '../orchestrator/clock.js'
import type { Sight } from '../report/monitor/sight.js'
import { databasePath, type Store } from '../store/database.js'
import { diskLowWords, diskUse } from '../store/disk-use.js'
import { lockHolder } from '../store/lock.js'
import { StoreError } from '../store/store-error.js'
import { version } from '../version.js'
import type { WatchedAlert } from '../watch/api.js'
import { OpenRecord } from '../watch/read/open-record.js'
import { courseOf, overdueWords } from '../watch/read/overdue.js'
import { type OverviewFacts, readOverview } from '../watch/read/overview.js'
import { folderName } from './data-folder.js'
import type { Io } from './io.js'
import type { ConfigurationArguments } from './load-configuration.js'
import { recordedLive } from './monitor-live.js'
import { type MonitorSource, UnseenError } from './monitor-source.js'
import { type KnownSystem, openKnownSystem } from './monitor-system.js'

/** A system by its data folder on this machine, without its lock; whether a loop runs there or not. */
export function openFolder(which: ConfigurationArguments, io: Io, clocks: Pick<Clocks, 'calendar'>): MonitorSource {
  const known = openKnownSystem(which, io)
  const watched = new WatchedFolder(known, clocks)
  return {
    name: folderName(known().dataDir, io),
    look: () => watched.look(),
    close: () => watched.close(),
  }
}

const UNTIMED = 'without --config nobody knows when cycles are due, so whether the loop is late is not watched'

/** How often it is looked how full the disk is. */
const DISK_MS = 30_000

class WatchedFolder {
  readonly #known: () => KnownSystem
  readonly #calendar: Clocks['calendar']
  readonly #record: OpenRecord
  /** Which file is open. */
  #file: string | undefined
  #disk: { readonly atMs: number; readonly use: OverviewFacts['disk'] } | undefined

  constructor(known: () => KnownSystem, { calendar }: Pick<Clocks, 'calendar'>) {
    this.#known = known
    this.#calendar = calendar
    this.#record = new OpenRecord(known().dataDir)
  }

  async look(): Promise<Sight> {
    const known = this.#known()
    const disk = await this.#diskUse(known)
    try {
      this.#closeReplaced(known.dataDir)
      return this.#record.read((store) => this.#sightOf(store, known, disk))
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      throw new UnseenError(error.message, { cause: error })
    }
  }

  close(): void {
    this.#record.close()
  }

  /** A backup that was restored is another file: what is open would show the old one for ever. */
  #closeReplaced(dataDir: string): void {
    const found = statSync(databasePath(dataDir), { throwIfNoEntry: false })
    const file = found === undefined ? undefined : `${found.dev}:${found.ino}`
    if (file !== this.#file) this.#record.close()
    this.#file = file
  }

  #sightOf(store: Store | undefined, known: KnownSystem, disk: OverviewFacts['disk']): Sight {
    const { dataDir, timeZone, grid, notes } = known
    const nowMs = this.#calendar.now()
    const outline = known.outlineFor(store)
    const loop = lockHolder(dataDir)
    const startedMs = loop?.startedAt === undefined ? nowMs : Date.parse(loop.startedAt)
    const { intervalMs } = outline
    const overview = readOverview(dataDir, store, {
      version,
      timeZone,
      outline,
      now: isoTime(nowMs),
      disk,
      diskAlert: diskAlert(dataDir, disk, nowMs),
      loop,
      overdue: (newest) =>
        grid === undefined ? null : overdueWords(courseOf({ newest, startedMs, intervalMs }), nowMs, outline),
    })
    const live = recordedLive(store?.database, { outline, grid, isRunning: loop !== undefined, nowMs })
    const isUntimed = loop !== undefined && grid === undefined
    return { overview, live, notes: isUntimed ? [...notes, UNTIMED] : notes }
  }

  async #diskUse({ dataDir, metricsDir }: KnownSystem): Promise<OverviewFacts['disk']> {
    const nowMs = this.#calendar.now()
    if (this.#disk === undefined || Math.abs(nowMs - this.#disk.atMs) >= DISK_MS)
      this.#disk = { atMs: nowMs, use: await diskUse(dataDir, metricsDir) }
    return this.#disk.use
  }
}

function diskAlert(dataDir: string, disk: OverviewFacts['disk'], nowMs: number): WatchedAlert | undefined {
  const message = diskLowWords(dataDir, disk)
  return message === undefined ? undefined : { kind: 'disk-low', message, raisedAt: isoTime(nowMs), cycleId: '' }
}
