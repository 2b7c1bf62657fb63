import { openStoreForReading, type Store } from '../store/database.js'
import { guarded } from '../store/store-error.js'

/** Works on a folder's record beside its loop; undefined when there is none yet. Throws StoreError when it cannot be used. */
export function besideLoop<Result>(dataDir: string, work: (store: Store) => Result): Result | undefined {
  const store = openStoreForReading(dataDir)
  if (store === undefined) return undefined
  try {
    return guarded(store.path, () => work(store))
  } finally {
    store.close()
  }
}
