import type { Cycle, StateReason } from '../agents/agent.js'
import type { DeskJournal, Fill, SentOrder, StoredProtection } from '../desk/journal.js'
import type { Protection } from '../desk/order.js'
import type { Settlement } from '../desk/settlement.js'
import type { CycleStart, Journal } from '../orchestrator/ports.js'
import type { CycleReport, RunRecord } from '../orchestrator/record.js'
import type { Mask } from './briefing-records.js'
import { Checkpoints } from './checkpoints.js'
import { type Database, type Transact, transactionsOn } from './connection.js'
import { CycleRecords } from './cycle-records.js'
import { DeskRecords } from './desk-records.js'
import { Latches } from './latches.js'

/** Everything that is recorded while cycles run. */
export interface TradingJournal extends Journal<Settlement>, DeskJournal {
  /** The halts that hold until a person resumes; costs nothing. A `resume` shows when the next cycle begins. */
  latched(): readonly StateReason[]
}

/** Told when a cycle begins, and when it has ended or cannot be kept any more. */
export interface CycleWatcher {
  cycleBegins(): void
  cycleEnds(): void
}

/** What a journal may be given. */
export interface JournalOptions {
  readonly watcher?: CycleWatcher
  /** Hides secrets in the settings that agents were told; default: every text of them. */
  readonly mask?: Mask
  /** Whether what agents come to is kept at once, so that an interrupted cycle can be gone on with; default: yes. */
  readonly checkpoints?: boolean
  /** Runs what a method writes; default: in a transaction of its own. */
  readonly transact?: Transact
}

/**
 * The journal of an open database. Every method is durable when it returns, and leaves nothing when it throws, unless
 * `transact` makes it a part of something larger.
 */
export function createJournal(database: Database, options: JournalOptions = {}): TradingJournal {
  return new SqliteJournal(database, options)
}

class SqliteJournal implements TradingJournal {
  readonly #transact: Transact
  readonly #watcher: CycleWatcher | undefined
  readonly #cycles: CycleRecords
  readonly #checkpoints: Checkpoints | undefined
  readonly #desk: DeskRecords
  readonly #latches: Latches

  constructor(
    database: Database,
    { watcher, mask = () => '[masked]', transact = transactionsOn(database), checkpoints = true }: JournalOptions,
  ) {
    this.#transact = transact
    this.#watcher = watcher
    this.#checkpoints = checkpoints ? new Checkpoints(database, mask) : undefined
    this.#cycles = new CycleRecords(database, mask)
    this.#desk = new DeskRecords(database, transact)
    this.#latches = new Latches(database)
  }

  begin(start: CycleStart): Cycle {
    return this.#orEnd(() => {
      this.#watcher?.cycleBegins()
      this.#latches.reload()
      return this.#transact(() => {
        if (start.interrupted !== undefined) return this.#cycles.goOn(start.interrupted)
        this.#checkpoints?.clear()
        return this.#cycles.begin(start)
      })
    })
  }

  checkpoint(cycle: Cycle, record: RunRecord): void {
    this.#checkpoints?.keep(cycle, record)
  }

  latch(cycle: Cycle, reasons: readonly StateReason[]): void {
    this.#orEnd(() => {
      this.#transact(() => {
        for (const reason of reasons) this.#latches.add(cycle, reason)
      })
      this.#latches.reload()
    })
  }

  latched(): readonly StateReason[] {
    return this.#latches.active
  }

  seal(report: CycleReport<Settlement>): void {
    this.#watcher?.cycleEnds()
    try {
      this.#transact(() => {
        this.#cycles.seal(report)
        this.#checkpoints?.clear()
      })
    } catch (error) {
      this.#cycles.forget()
      throw error
    }
  }

  sent(order: SentOrder): void {
    this.#desk.sent(order)
  }

  filled(fill: Fill, protect: Protection | null): void {
    this.#desk.filled(fill, protect)
  }

  protectionMoved(moved: StoredProtection): void {
    this.#desk.protectionMoved(moved)
  }

  ended(clientOrderId: string, status: 'rejected' | 'unresolved', message: string): void {
    this.#desk.ended(clientOrderId, status, message)
  }

  /** A cycle that cannot be kept is never sealed: it ends here. */
  #orEnd<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      this.#watcher?.cycleEnds()
      throw error
    }
  }
}
