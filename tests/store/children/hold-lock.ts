import { acquireLock, LockedError } from '../../../src/store/lock.js'

const [, , dataDir = ''] = process.argv
try {
  acquireLock(dataDir, { pid: process.pid, startedAt: '2026-01-01T00:00:00.000Z' })
  console.log('locked')
  process.stdin.resume() // lives until it is killed, or its parent is gone
} catch (error) {
  console.log(error instanceof LockedError ? error.message : String(error))
}
