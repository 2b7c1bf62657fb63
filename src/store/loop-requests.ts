import type { Json } from '../agents/agent.js'
import type { Desk } from '../desk/desk.js'
import type { DenialCode, Receipt } from '../desk/order.js'
import { closedSymbol, WITHDRAWN_CLOSE } from './close.js'
import { type Database, type Transact, transactionsOn } from './connection.js'
import type { CycleWatcher } from './journal.js'
import type { KillSwitch } from './kill-switch.js'
import { type Request, type RequestKind, Requests } from './requests.js'
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

/** What is sold in a cycle that is begun for it. */
type SaleKind = Extract<RequestKind, 'flatten' | 'close'>

/**
 * The requests of a data folder, as its loop carries them out. A flatten or a close waits for every cycle until it is
 * done, and between cycles only while no cycle has met it.
 */
export class LoopRequests implements CycleWatcher {
  readonly #options: LoopRequestsOptions
  readonly #requests: Requests
  #inCycle = false
  /** The newest of each kind that a cycle has met. */
  readonly #met: Record<SaleKind, number> = { flatten: 0, close: 0 }

  constructor(options: LoopRequestsOptions) {
    this.#options = options
    this.#requests = new Requests(options.database)
  }

  cycleBegins(): void {
    for (const kind of ['flatten', 'close'] as const)
      this.#met[kind] = this.#requests.pending(kind).at(-1)?.id ?? this.#met[kind]
    this.#inCycle = true
  }

  cycleEnds(): void {
    this.#inCycle = false
  }

  isPending(kind: RequestKind): boolean {
    const pending = this.#requests.pending(kind)
    if ((kind !== 'flatten' && kind !== 'close') || pending.length === 0) return pending.length > 0
    const withdrawn = this.#withdrawn(kind)
    if (withdrawn === undefined) return this.#inCycle || pending.some(({ id }) => id > this.#met[kind])
    this.#end(kind, withdrawn)
    return false
  }

  acknowledge(kind: RequestKind, result: 'done' | readonly Receipt[]): void {
    if (result === 'done') return this.#end(kind, result)
    if (!result.some(isUnfinished)) this.#end(kind, endsOf(result))
  }

  async closePositions(desk: Pick<Desk, 'close' | 'awaitsAnswer'>, cycle: Parameters<Desk['close']>[0]): Promise<void> {
    for (const [symbol, asked] of bySymbol(this.#requests.pending('close'))) {
      const [{ who, reason }] = asked
      const receipts = await desk.close(cycle, symbol, `closed by ${who}${reason === null ? '' : `: ${reason}`}`)
      if (desk.awaitsAnswer(symbol) || receipts.some(isUnfinished)) continue
      const result = receipts.length === 0 ? 'nothing is held any more' : endsOf(receipts)
      for (const { id } of asked) this.#requests.applied(id, { at: this.#options.now(), result })
    }
  }

  rebase(desk: Pick<Desk, 'rebase'>): void {
    const { database, now, transact = transactionsOn(database) } = this.#options
    for (const request of this.#requests.pending('resume')) {
      const rebased = desk.rebase(rebaseOf(request))
      if (rebased.length > 0) completeResume(database, request, { at: now(), rebased, transact })
    }
  }

  /** Why what waits is not to be carried out any more. */
  #withdrawn(kind: SaleKind): string | undefined {
    const isHalted = this.#options.killSwitch.thrown() !== undefined
    // Nothing would keep agents from buying back what a flatten sells.
    if (kind === 'flatten') return isHalted ? undefined : 'withdrawn: HALT is gone'
    return isHalted ? WITHDRAWN_CLOSE : undefined
  }

  #end(kind: RequestKind, result: Json): void {
    for (const { id } of this.#requests.pending(kind)) this.#requests.applied(id, { at: this.#options.now(), result })
  }
}

/** Denials that another cycle may lift. */
const transient: ReadonlySet<DenialCode | undefined> = new Set([
  'no-price',
  'suspect-price',
  'unknown-symbol', // back in the configuration, it can be sold
  'journal-failed',
  'kill-switch',
])

const isUnfinished = ({ status, code }: Receipt) =>
  status === 'unresolved' || status === 'rejected' || (status === 'denied' && transient.has(code))

const endsOf = (receipts: readonly Receipt[]): Json =>
  receipts.map(({ clientOrderId, status }) => ({ clientOrderId, status }))

/** Several people may want the same. */
function bySymbol(requests: readonly Request[]): ReadonlyMap<string, readonly [Request, ...Request[]]> {
  const grouped = new Map<string, [Request, ...Request[]]>()
  for (const request of requests) {
    const symbol = closedSymbol(request)
    const others = grouped.get(symbol)
    if (others === undefined) grouped.set(symbol, [request])
    else others.push(request)
  }
  return grouped
}
