import type { Json } from '../agents/agent.js'
import type { Desk } from '../desk/desk.js'
import type { DenialCode, Receipt } from '../desk/order.js'
import { type Database, type Transact, transactionsOn } from './connection.js'
import type { CycleWatcher } from './journal.js'
import type { KillSwitch } from './kill-switch.js'
import { type RequestKind, Requests } from './requests.js'
import { completeResume, rebaseOf } from './resume.js'

/** What the requests of a data folder are carried out with. */
export interface LoopRequestsOptions {
  readonly database: Database
  readonly killSwitch: KillSwitch
  /** ISO UTC. */
  readonly now: () => string
  /** Runs what a request changes; default: in a transaction of its own. */
  readonly transact?: Transact
}

/**
 * The requests of a data folder, as its loop carries them out. A flatten waits for every cycle until it is done, and
 * between cycles only while no cycle has met it.
 */
export class LoopRequests implements CycleWatcher {
  readonly #options: LoopRequestsOptions
  readonly #requests: Requests
  #inCycle = false
  /** The newest flatten that a cycle has met. */
  #met = 0

  constructor(options: LoopRequestsOptions) {
    this.#options = options
    this.#requests = new Requests(options.database)
  }

  cycleBegins(): void {
    this.#met = this.#requests.pending('flatten').at(-1)?.id ?? this.#met
    this.#inCycle = true
  }

  cycleEnds(): void {
    this.#inCycle = false
  }

  isPending(kind: RequestKind): boolean {
    const pending = this.#requests.pending(kind)
    if (kind !== 'flatten' || pending.length === 0) return pending.length > 0
    if (this.#options.killSwitch.thrown() === undefined) {
      // Nothing would keep agents from buying back what it sells.
      this.#end('flatten', 'withdrawn: HALT is gone')
      return false
    }
    return this.#inCycle || pending.some(({ id }) => id > this.#met)
  }

  acknowledge(kind: RequestKind, result: 'done' | readonly Receipt[]): void {
    if (result === 'done') return this.#end(kind, result)
    if (result.some(isUnfinished)) return
    const ends = result.map(({ clientOrderId, status }) => ({ clientOrderId, status }))
    this.#end(kind, ends)
  }

  rebase(desk: Pick<Desk, 'rebase'>): void {
    const { database, now, transact = transactionsOn(database) } = this.#options
    for (const request of this.#requests.pending('resume')) {
      const rebased = desk.rebase(rebaseOf(request))
      if (rebased.length > 0) completeResume(database, request, { at: now(), rebased, transact })
    }
  }

  #end(kind: RequestKind, result: Json): void {
    for (const { id } of this.#requests.pending(kind)) this.#requests.applied(id, { at: this.#options.now(), result })
  }
}

/** Denials that another cycle may lift. */
const transient: ReadonlySet<DenialCode | undefined> = new Set([
  'no-price',
  'suspect-price',
  'journal-failed',
  'kill-switch',
])

const isUnfinished = ({ status, code }: Receipt) =>
  status === 'unresolved' || status === 'rejected' || (status === 'denied' && transient.has(code))
