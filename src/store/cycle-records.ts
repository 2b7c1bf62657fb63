import type { Cycle } from '../agents/agent.js'
import type { StoredBaseline } from '../desk/journal.js'
import type { Receipt } from '../desk/order.js'
import type { BaselineName } from '../desk/portfolio.js'
import type { Settlement } from '../desk/settlement.js'
import type { CycleReport, RunRecord } from '../orchestrator/record.js'
import { BriefingRecords, type Mask } from './briefing-records.js'
import { SAME } from './changing-text.js'
import type { Database } from './connection.js'
import { cycleIdOf } from './cycle-id.js'
import { insertionInto } from './insertion.js'

/**
 * Keeps cycles: each begins with a number of its own and is sealed whole; one that could not be is left as interrupted
 * when the next begins. The caller holds the transaction.
 */
export class CycleRecords {
  readonly #interrupt
  readonly #goOn
  readonly #selectNext
  readonly #insert
  readonly #seal
  readonly #insertRun
  readonly #insertAttempt
  readonly #insertReceipt
  readonly #insertEquity
  readonly #keepBaseline
  readonly #keepMemory
  readonly #keepTally
  readonly #briefings: BriefingRecords
  /** As the last seal left them. */
  readonly #baselines = new Map<BaselineName, StoredBaseline>()
  /** Whether the last cycle was not sealed, or may not have been. */
  #mayRun = true

  constructor(database: Database, mask: Mask) {
    this.#briefings = new BriefingRecords(database, mask)
    this.#interrupt = database.prepare(`
      UPDATE cycles SET status = 'interrupted', ended_at = ?
      WHERE number = (SELECT max(number) FROM cycles) AND status = 'running'`)
    this.#goOn = database.prepare(`
      UPDATE cycles SET status = 'running', ended_at = NULL
      WHERE id = ? AND status = 'interrupted' AND number = (SELECT max(number) FROM cycles)`)
    this.#selectNext = database.prepare('SELECT coalesce(max(number), 0) + 1 AS number FROM cycles')
    this.#insert = insertionInto(database, 'cycles', {
      columns: ['number', 'id', 'tick', 'as_of', 'started_at', 'status'],
    })
    this.#seal = database.prepare(`
      UPDATE cycles SET ended_at = ?, status = ?, state = ?, state_since = ?, reasons = ?, restrictions = ?,
        duration_ms = ?, skipped_ticks = ?, sequential_ms = ?, speedup = ?, error = ?
      WHERE number = ? AND status = 'running'`)
    this.#insertRun = insertionInto(database, 'runs', {
      columns: [
        ...(['cycle_id', 'agent', 'phase', 'status', 'failure_code', 'failure_message', 'started_at'] as const),
        ...(['queued_ms', 'duration_ms', 'attempts', 'proposal', 'health'] as const),
        ...(['attempt', 'observation', 'settings', 'own', 'told_state', 'told_proposals', 'memory'] as const),
      ],
    })
    this.#insertAttempt = database.prepare(`
      INSERT INTO attempts (cycle_id, agent, number, duration_ms, failure_code, failure_message)
      VALUES (?, ?, ?, ?, ?, ?)`)
    // An order that was sent has its row and its status from the desk; the words about it are new, and that it was
    // the desk that withdrew it before the venue heard of it.
    this.#insertReceipt = insertionInto(database, 'orders', {
      columns: [
        ...(['client_order_id', 'cycle_id', 'agent', 'origin', 'symbol', 'side', 'quantity', 'reason'] as const),
        ...(['status', 'code', 'message', 'value', 'limit_value', 'at'] as const),
      ],
      onConflict: `
        ON CONFLICT (client_order_id) DO UPDATE SET code = excluded.code,
          message = coalesce(excluded.message, message), value = excluded.value, limit_value = excluded.limit_value,
          status = iif(status = 'rejected' AND excluded.status = 'denied', 'denied', status)`,
    })
    this.#insertEquity = database.prepare(
      'INSERT INTO equity (cycle_id, as_of, cash, equity, observed_equity, positions, books) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#keepBaseline = database.prepare('INSERT OR REPLACE INTO baselines (name, equity, at) VALUES (?, ?, ?)')
    this.#keepMemory = database.prepare('INSERT OR REPLACE INTO memory (agent, json) VALUES (?, ?)')
    this.#keepTally = database.prepare('INSERT OR REPLACE INTO tally (id, json) VALUES (1, ?)')
  }

  begin(start: { readonly tick: string; readonly asOf: string; readonly startedAt: string }): Cycle {
    const { tick, asOf, startedAt } = start
    if (this.#mayRun) this.#interrupt.run(startedAt)
    this.#mayRun = true
    const { number }: { readonly number: number } = this.#selectNext.get()
    const id = cycleIdOf(number)
    this.#insert({ number, id, tick, as_of: asOf, started_at: startedAt, status: 'running' })
    return { id, number, tick, asOf }
  }

  /** Lets the last cycle, which was left as interrupted, be sealed after all. */
  goOn(interrupted: Cycle): Cycle {
    this.#mayRun = true
    const { changes } = this.#goOn.run(interrupted.id)
    if (changes !== 1) throw new Error(`cycle ${interrupted.id} cannot go on: it is not the last, or not interrupted`)
    return interrupted
  }

  /** After a seal whose transaction was undone. */
  forget(): void {
    this.#briefings.forget()
    this.#baselines.clear()
    this.#mayRun = true
  }

  seal(report: CycleReport<Settlement>): void {
    const { cycle, runs, settlement, tally } = report
    this.#sealCycle(report)
    for (const run of runs) this.#addRun(run, report)
    for (const receipt of settlement.receipts) this.#addReceipt(cycle, receipt)
    const { cash, equity, positions, books } = settlement.account
    const observed = settlement.observedEquity ?? null
    this.#insertEquity.run(
      cycle.id,
      cycle.asOf,
      cash,
      equity,
      observed,
      JSON.stringify(positions),
      JSON.stringify(books),
    )
    for (const baseline of settlement.baselines) this.#addBaseline(baseline)
    this.#keepTally.run(JSON.stringify(tally))
    this.#mayRun = false
  }

  #sealCycle(report: CycleReport<Settlement>): void {
    const { cycle, state, performance } = report
    const { changes } = this.#seal.run(
      report.endedAt,
      report.status,
      state.state,
      state.since,
      JSON.stringify(state.reasons),
      JSON.stringify(state.restrict),
      report.durationMs,
      report.skippedTicks,
      performance.sequentialMs,
      performance.speedup,
      report.error ?? null,
      cycle.number,
    )
    if (changes !== 1) throw new Error(`cycle ${cycle.id} cannot be sealed: it never began, or is sealed already`)
  }

  #addRun(run: RunRecord, { cycle, state, health, startedAt: cycleStartedAt }: CycleReport<Settlement>): void {
    const { agent, phase, status, failure, startedAt, queuedMs, durationMs, attempts } = run
    const { memory: _, ...proposal } = run.proposal ?? {}
    const told = this.#briefings.columnsOf(run, state)
    this.#insertRun({
      cycle_id: cycle.id,
      agent,
      phase,
      status,
      failure_code: failure?.code ?? null,
      failure_message: failure?.message ?? null,
      started_at: startedAt === cycleStartedAt ? SAME : startedAt,
      queued_ms: queuedMs,
      duration_ms: durationMs,
      attempts: attempts.length,
      proposal: run.proposal === undefined ? null : JSON.stringify(proposal),
      health: health[agent] ?? 'unknown',
      attempt: told.attempt,
      observation: told.observation,
      settings: told.settings,
      own: told.own,
      told_state: told.toldState,
      told_proposals: told.toldProposals,
      memory: told.memory,
    })
    if (!isAllOf(run, attempts))
      for (const { number, durationMs, failure } of attempts)
        this.#insertAttempt.run(cycle.id, agent, number, durationMs, failure?.code ?? null, failure?.message ?? null)
    if (told.newMemory !== null) this.#keepMemory.run(agent, told.newMemory)
  }

  #addReceipt(cycle: Cycle, receipt: Receipt): void {
    const { clientOrderId, cycleId, agent, origin, symbol, side, quantity, reason, status } = receipt
    this.#insertReceipt({
      client_order_id: clientOrderId,
      cycle_id: cycleId,
      agent,
      origin,
      symbol,
      side,
      quantity,
      reason,
      status,
      code: receipt.code ?? null,
      message: receipt.message ?? null,
      value: receipt.value ?? null,
      limit_value: receipt.limit ?? null,
      at: cycle.asOf,
    })
  }

  /** Most stay as they are for many cycles. */
  #addBaseline({ name, equity, at }: StoredBaseline): void {
    const kept = this.#baselines.get(name)
    if (kept?.equity === equity && kept.at === at) return
    this.#keepBaseline.run(name, equity, at)
    this.#baselines.set(name, { name, equity, at })
  }
}

/** Whether a run was one attempt that says no more than the run itself. */
function isAllOf({ durationMs }: RunRecord, [first, ...others]: RunRecord['attempts']): boolean {
  return others.length === 0 && first?.failure === undefined && first?.durationMs === durationMs
}
