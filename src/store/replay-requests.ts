import type { Desk } from '../desk/desk.js'
import type { Database, Transact } from './connection.js'
import type { Requested } from './data-folder.js'
import type { KillSwitch } from './kill-switch.js'
import { LoopRequests } from './loop-requests.js'
import type { RequestKind } from './requests.js'
import { resume } from './resume.js'

/** Why a halt is lifted. */
export interface Lifting {
  /** Market time of the last cycle, ISO UTC: what the next one finds is another halt. */
  readonly at: string
  readonly reason: string
}

/** What a replay's requests are carried out with. */
export interface ReplayRequestsOptions {
  readonly database: Database
  readonly killSwitch: KillSwitch
  /** ISO UTC. */
  readonly now: () => string
  /** Makes what a resume changes a part of the record. */
  readonly transact: Transact
}

/** The requests of a replay: only its operator asks, and only to resume, so that the record is not asked every cycle. */
export class ReplayRequests implements Requested {
  readonly #database: Database
  readonly #transact: Transact
  readonly #requests: LoopRequests
  #isResumed = false

  constructor(options: ReplayRequestsOptions) {
    this.#database = options.database
    this.#transact = options.transact
    this.#requests = new LoopRequests(options)
  }

  isPending(kind: RequestKind): boolean {
    return kind === 'resume' && this.#isResumed
  }

  acknowledge(): void {}

  rebase(desk: Pick<Desk, 'rebase'>): void {
    if (!this.#isResumed) return
    this.#requests.rebase(desk)
    this.#isResumed = this.#requests.isPending('resume')
  }

  async closePositions(): Promise<void> {}

  /** Tells the codes of what it lifts. */
  resume({ at, reason }: Lifting): readonly string[] {
    const { latches, narrowing } = resume(this.#database, { who: 'replay', at, reason }, this.#transact)
    this.#isResumed = this.#requests.isPending('resume')
    return [...latches, ...narrowing].map(({ code }) => code)
  }
}
