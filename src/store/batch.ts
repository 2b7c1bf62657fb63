import type { Database, Transact } from './connection.js'
import type { CycleWatcher } from './journal.js'

const CYCLES = 1000

/** Puts many cycles into one transaction. One write that fails loses the batch that it was in, and ends the record. */
export class Batch implements CycleWatcher {
  readonly #database: Database
  #begun = 0

  constructor(database: Database) {
    this.#database = database
    database.exec('BEGIN IMMEDIATE')
  }

  /** Makes work a part of the batch: kept with the whole of it, and a throw undoes the whole of it. */
  readonly transact: Transact = (work) => {
    this.#requireBatch()
    try {
      return work()
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK') // a full disk has rolled back already
      throw error
    }
  }

  cycleBegins(): void {
    this.#requireBatch()
    if (this.#begun > 0 && this.#begun % CYCLES === 0) this.#database.exec('COMMIT; BEGIN IMMEDIATE')
    this.#begun += 1
  }

  cycleEnds(): void {}

  /** Keeps what there is. */
  end(): void {
    if (this.#database.isTransaction) this.#database.exec('COMMIT')
  }

  /** Throws when a batch was lost: what comes after it would follow on nothing. */
  #requireBatch(): void {
    if (!this.#database.isTransaction) throw new Error('the cycles since the last batch are lost, as a write failed')
  }
}
