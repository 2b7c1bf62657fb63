import { existsSync } from 'node:fs'
import { databasePath, openStoreForReading, type Store } from '../../store/database.js'
import { keepStatements } from '../../store/kept-statements.js'
import { guarded } from '../../store/store-error.js'
import { dataVersion } from '../../store/watch-queries.js'

/** A reader waits for no more than a moment: it can look again. */
const BUSY_TIMEOUT_MS = 100

/** The record of a folder on one connection, which is opened anew after whatever went wrong on it. */
export class OpenRecord {
  readonly #dataDir: string
  #store: Store | undefined
  /** As of the last reading; undefined when that failed. */
  #version: number | undefined

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** Runs `work` on the record, on undefined while there is none; throws StoreError when it cannot be read. */
  read<Result>(work: (store: Store | undefined) => Result): Result {
    try {
      this.#store ??= this.#open()
      const store = this.#store
      if (store === undefined) return work(undefined)
      return guarded(store.path, () => {
        this.#version = dataVersion(store.database) // what is written from here on is seen at the next look
        return work(store)
      })
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Whether the record may have changed since it was read last; microseconds. */
  mayHaveChanged(): boolean {
    const store = this.#store
    if (store === undefined || this.#version === undefined) return existsSync(databasePath(this.#dataDir))
    try {
      return dataVersion(store.database) !== this.#version
    } catch {
      return true // the reading tells why
    }
  }

  #open(): Store | undefined {
    const store = openStoreForReading(this.#dataDir, BUSY_TIMEOUT_MS)
    if (store !== undefined) keepStatements(store.database)
    return store
  }

  close(): void {
    const store = this.#store
    this.#store = undefined
    this.#version = undefined
    store?.close()
  }
}
