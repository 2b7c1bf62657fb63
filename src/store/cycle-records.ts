import type { Cycle } from '../agents/agent.js'
import type { Receipt } from '../desk/order.js'
import type { Settlement } from '../desk/settlement.js'
import type { CycleReport, RunRecord } from '../orchestrator/record.js'
import type { Database } from './connection.js'

/**
 * Keeps cycles: each begins with a number of its own and is sealed whole; one that could not be is left as interrupted
 * when the next begins. The caller holds the transaction.
 */
export class CycleRecords {
  readonly #interrupt
  readonly #insert
  readonly #seal
  readonly #insertRun
  readonly #insertAttempt
  readonly #insertReceipt
  readonly #insertEquity
  readonly #keepBaseline
  readonly #keepMemory
  readonly #keepTally

  constructor(database: Database) {
    this.#interrupt = database.prepare(`
      UPDATE cycles SET status = 'interrupted', ended_at = ?
      WHERE number = (SELECT max(number) FROM cycles) AND status = 'running'`)
    this.#insert = database.prepare(`
      INSERT INTO cycles (number, id, tick, as_of, started_at, status)
      SELECT next, printf('c%06d', next), :tick, :asOf, :startedAt, 'running'
      FROM (SELECT coalesce(max(number), 0) + 1 AS next FROM cycles)
      RETURNING number, id`)
    this.#seal = database.prepare(`
      UPDATE cycles SET ended_at = :endedAt, status = :status, state = :state, state_since = :since, reasons = :reasons,
        restrictions = :restrictions, duration_ms = :durationMs, skipped_ticks = :skippedTicks,
        sequential_ms = :sequentialMs, speedup = :speedup, error = :error
      WHERE number = :number AND status = 'running'`)
    this.#insertRun = database.prepare(`
      INSERT INTO runs (cycle_id, agent, phase, status, failure_code, failure_message, started_at, queued_ms,
                        duration_ms, attempts, proposal, health)
      VALUES (:cycleId, :agent, :phase, :status, :code, :message, :startedAt, :queuedMs, :durationMs, :attempts,
              :proposal, :health)`)
    this.#insertAttempt = database.prepare(`
      INSERT INTO attempts (cycle_id, agent, number, duration_ms, failure_code, failure_message)
      VALUES (?, ?, ?, ?, ?, ?)`)
    // An order that was sent has its row and its status from the desk; the words about it are new, and that it was
    // the desk that withdrew it before the venue heard of it.
    this.#insertReceipt = database.prepare(`
      INSERT INTO orders (client_order_id, cycle_id, agent, origin, symbol, side, quantity, reason, status, code,
                          message, value, limit_value, at)
      VALUES (:clientOrderId, :cycleId, :agent, :origin, :symbol, :side, :quantity, :reason, :status, :code,
              :message, :value, :limit, :at)
      ON CONFLICT (client_order_id) DO UPDATE SET code = excluded.code,
        message = coalesce(excluded.message, message), value = excluded.value, limit_value = excluded.limit_value,
        status = iif(status = 'rejected' AND excluded.status = 'denied', 'denied', status)`)
    this.#insertEquity = database.prepare(
      'INSERT INTO equity (cycle_id, as_of, cash, equity, observed_equity, positions, books) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#keepBaseline = database.prepare('INSERT OR REPLACE INTO baselines (name, equity, at) VALUES (?, ?, ?)')
    this.#keepMemory = database.prepare('INSERT OR REPLACE INTO memory (agent, json) VALUES (?, ?)')
    this.#keepTally = database.prepare('INSERT OR REPLACE INTO tally (id, json) VALUES (1, ?)')
  }

  begin(start: { readonly tick: string; readonly asOf: string; readonly startedAt: string }): Cycle {
    const { tick, asOf, startedAt } = start
    this.#interrupt.run(startedAt)
    const { id, number } = this.#insert.get({ tick, asOf, startedAt })
    return { id, number, tick, asOf }
  }

  seal(report: CycleReport<Settlement>): void {
    const { cycle, runs, settlement, tally, health } = report
    this.#sealCycle(report)
    for (const run of runs) this.#addRun(cycle, run, health[run.agent] ?? 'unknown')
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
    for (const { name, equity, at } of settlement.baselines) this.#keepBaseline.run(name, equity, at)
    this.#keepTally.run(JSON.stringify(tally))
  }

  #sealCycle(report: CycleReport<Settlement>): void {
    const { cycle, state, performance } = report
    const { changes } = this.#seal.run({
      number: cycle.number,
      endedAt: report.endedAt,
      status: report.status,
      state: state.state,
      since: state.since,
      reasons: JSON.stringify(state.reasons),
      restrictions: JSON.stringify(state.restrict),
      durationMs: report.durationMs,
      skippedTicks: report.skippedTicks,
      sequentialMs: performance.sequentialMs,
      speedup: performance.speedup,
      error: report.error ?? null,
    })
    if (changes !== 1) throw new Error(`cycle ${cycle.id} cannot be sealed: it never began, or is sealed already`)
  }

  #addRun(cycle: Cycle, run: RunRecord, health: string): void {
    const { agent, phase, status, failure, startedAt, queuedMs, durationMs, attempts } = run
    const { memory, ...proposal } = run.proposal ?? {}
    this.#insertRun.run({
      cycleId: cycle.id,
      agent,
      phase,
      status,
      code: failure?.code ?? null,
      message: failure?.message ?? null,
      startedAt,
      queuedMs,
      durationMs,
      attempts: attempts.length,
      proposal: run.proposal === undefined ? null : JSON.stringify(proposal),
      health,
    })
    for (const { number, durationMs, failure } of attempts)
      this.#insertAttempt.run(cycle.id, agent, number, durationMs, failure?.code ?? null, failure?.message ?? null)
    if (memory !== undefined) this.#keepMemory.run(agent, JSON.stringify(memory))
  }

  #addReceipt(cycle: Cycle, receipt: Receipt): void {
    const { clientOrderId, cycleId, agent, origin, symbol, side, quantity, reason, status } = receipt
    this.#insertReceipt.run({
      clientOrderId,
      cycleId,
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
      limit: receipt.limit ?? null,
      at: cycle.asOf,
    })
  }
}
