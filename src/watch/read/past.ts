import { snapshot } from '../../store/connection.js'
import type { CycleDetail, CycleLogs, CyclePage, Series } from '../api.js'
import { cycleLogs, type LogsQuery } from './cycle-logs.js'
import { type CyclesQuery, cycleDetail, cyclePage } from './cycles.js'
import { OpenRecord } from './open-record.js'
import { type SeriesQuery, SeriesReader } from './series.js'

/** All that was before, for pages and programs; each throws StoreError when the record cannot be read. */
export interface Past {
  series(query: SeriesQuery): Series
  cycles(query: CyclesQuery): CyclePage
  /** Undefined when there was none with this id. */
  cycle(id: string): CycleDetail | undefined
  logs(query: LogsQuery): CycleLogs
  close(): void
}

/** Opens what was before, with a connection of its own to the folder's record as soon as there is one. */
export function openPast(dataDir: string): Past {
  const record = new OpenRecord(dataDir)
  const series = new SeriesReader(record)
  return {
    series: (query) => series.read(query),
    cycles: (query) =>
      record.read((store) => (store === undefined ? { cycles: [], before: null } : cyclePage(store.database, query))),
    cycle: (id) => record.read((store) => store && snapshot(store.database, () => cycleDetail(store.database, id))),
    logs: (query) => cycleLogs(dataDir, query),
    close: () => record.close(),
  }
}
