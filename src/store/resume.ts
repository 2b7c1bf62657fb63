import type { StateReason, TradingState, TradingStateName } from '../agents/agent.js'
import type { StoredBaseline } from '../desk/journal.js'
import type { BaselineName } from '../desk/portfolio.js'
import { withdrawCloses } from './close.js'
import { type Database, type Transact, transactionsOn } from './connection.js'
import { activeLatches, type Latch } from './latches.js'
import { addRequest, type Request, Requests } from './requests.js'

/** Who resumes, when and why. */
export interface Resumption {
  readonly who: string
  /** ISO UTC. */
  readonly at: string
  readonly reason: string
  /** What the HALT file said, if there is one. */
  readonly killSwitch?: string
}

/** What a resume found and cleared. */
export interface Resumed {
  readonly latches: readonly Latch[]
  /** The soft limits by a baseline that have narrowed trading to reductions: they may never pass by themselves. */
  readonly narrowing: readonly StateReason[]
  /** To be re-based on the next complete observation: what is named above, and the session, if there is one yet. */
  readonly rebase: readonly BaselineName[]
  /** Requests to flatten that nobody had carried out. */
  readonly withdrawn: number
  /** Requests to close a position that waited while the HALT file was there. */
  readonly withdrawnCloses: number
}

/**
 * Clears the active latches, lifts what narrows trading by a baseline, withdraws a flatten that was not carried out, and
 * under the kill switch every close, and records the request, in one transaction. The request stays pending until a
 * loop has re-based the breached baselines and begun a new session; with nothing to re-base, before the first
 * observation, it is done at once. Nothing is recorded when there is nothing to lift.
 */
export function resume(
  database: Database,
  { who, at, reason, killSwitch }: Resumption,
  transact: Transact = transactionsOn(database),
): Resumed {
  return transact(() => {
    const latches = activeLatches(database)
    database
      .prepare('UPDATE latches SET cleared_at = ?, cleared_by = ?, cleared_reason = ? WHERE cleared_at IS NULL')
      .run(at, who, reason)
    const { changes: withdrawn } = database
      .prepare("UPDATE commands SET applied_at = ?, result = ? WHERE kind = 'flatten' AND applied_at IS NULL")
      .run(at, JSON.stringify('withdrawn by resume'))
    const withdrawnCloses = killSwitch === undefined ? 0 : withdrawCloses(database, at)
    const narrowing = narrowingReasons(database)
    if (latches.length + narrowing.length + withdrawn === 0 && killSwitch === undefined)
      return { latches, narrowing, rebase: [], withdrawn, withdrawnCloses }
    const isObserved = database.prepare('SELECT 1 FROM baselines').get() !== undefined
    const rebase = baselinesOf([...latches, ...narrowing], isObserved)
    const details = {
      latches: latches.map(({ code }) => code),
      rebase,
      ...(killSwitch === undefined ? {} : { killSwitch }),
    }
    addRequest(database, {
      kind: 'resume',
      who,
      at,
      reason,
      details,
      ...(rebase.length === 0 ? { appliedAt: at } : {}),
    })
    return { latches, narrowing, rebase, withdrawn, withdrawnCloses }
  })
}

/** Why the last cycle allowed reductions only, as far as a baseline is to blame. */
function narrowingReasons(database: Database): readonly StateReason[] {
  const last: { state: TradingStateName; reasons: string } | undefined = database
    .prepare(
      "SELECT state, reasons FROM cycles WHERE status NOT IN ('running', 'interrupted') ORDER BY number DESC LIMIT 1",
    )
    .get()
  return last === undefined ? [] : narrowingOf({ state: last.state, reasons: JSON.parse(last.reasons) })
}

/** The soft limits by a baseline that narrow this state of trading to reductions. */
export function narrowingOf({ state, reasons }: Pick<TradingState, 'state' | 'reasons'>): readonly StateReason[] {
  if (state !== 'reducing') return []
  return reasons.filter(({ cause, baseline }) => cause === 'limit' && baseline !== undefined)
}

/** What lifting these reasons re-bases: the baselines that they name, and the session, if there is one yet. */
export function baselinesOf(lifted: readonly StateReason[], isObserved: boolean): readonly BaselineName[] {
  const breached = lifted.flatMap(({ baseline }) => (baseline === undefined ? [] : [baseline]))
  return [...new Set<BaselineName>(isObserved ? [...breached, 'session'] : breached)]
}

/** The baselines that a pending `resume` request wants re-based. */
export function rebaseOf({ details }: Request): readonly BaselineName[] {
  return (details as { readonly rebase: readonly BaselineName[] }).rebase // as `resume` wrote it
}

/** A baseline before and after a resume, in exact figures. */
export interface RebasedBaseline {
  readonly name: BaselineName
  readonly before: StoredBaseline | null
  readonly after: StoredBaseline
}

/** Ends a pending `resume`: keeps the new baselines and records old and new, in one transaction. */
export function completeResume(
  database: Database,
  request: Request,
  {
    at,
    rebased,
    transact = transactionsOn(database),
  }: { readonly at: string; readonly rebased: readonly RebasedBaseline[]; readonly transact?: Transact },
): void {
  transact(() => {
    const keep = database.prepare('INSERT OR REPLACE INTO baselines (name, equity, at) VALUES (?, ?, ?)')
    for (const { name, after } of rebased) keep.run(name, after.equity, after.at)
    new Requests(database).applied(request.id, { at, result: rebased.map(toJson) })
  })
}

const toJson = ({ name, before, after }: RebasedBaseline) => ({
  name,
  before: before === null ? null : { equity: before.equity, at: before.at },
  after: { equity: after.equity, at: after.at },
})
