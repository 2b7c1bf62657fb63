/** What the gate did over the whole span, and what was done about it. */
export interface GateFigures {
  readonly states: Readonly<Record<GateState, { readonly cycles: number; readonly percent: number }>>
  /** At most 1,000, the first ones; so of what follows. */
  readonly halts: readonly HaltSpan[]
  readonly halts_total: number
  readonly reducing: readonly ReducingSpan[]
  readonly reducing_total: number
  readonly resumes: readonly Resumption[]
  readonly resumes_total: number
}

/** The four states of the gate as a replay tells them apart: `failed_closed` is halted because something was unknown. */
export type GateState = 'active' | 'reducing' | 'halted' | 'failed_closed'

/** Consecutive cycles in which the gate was shut, of one kind; one that was lifted has ended, even if the next began at once. */
export interface HaltSpan {
  /** asOf of its first cycle. */
  readonly from: string
  /** asOf of the first cycle after it; null while it lasts. */
  readonly until: string | null
  readonly cycles: number
  readonly kind: 'halted' | 'failed_closed'
  /** Those that shut it, each as it was first seen; at most 20. */
  readonly reasons: readonly HaltReason[]
  /** `resume-next-day`, `by itself`, `another halt` (of the other kind, at once); null while it lasts. */
  readonly ended_by: string | null
  readonly equity_from: number
  /** What buying and holding made of itself meanwhile: was the halt right? Null when it has no price. */
  readonly benchmark_change_percent: number | null
}

/** Why the gate was shut, or let reductions through only. */
export interface HaltReason {
  readonly code: string
  readonly message: string
  readonly agent: string | null
  readonly value: number | null
  readonly limit: number | null
  /** Whether it held until it was lifted. */
  readonly latch: boolean
}

/** Consecutive cycles in which the gate let nothing through but reductions. */
export interface ReducingSpan {
  /** asOf of its first cycle. */
  readonly from: string
  /** asOf of the first cycle after it; null while it lasts. */
  readonly until: string | null
  readonly cycles: number
  /** Those that narrowed it, each as it was first seen; at most 20. */
  readonly reasons: readonly HaltReason[]
}

/** What the operator lifted between two cycles; from then on losses and drawdown are measured anew. */
export interface Resumption {
  /** asOf of the cycle before it. */
  readonly at: string
  /** `resume-next-day`. */
  readonly how: string
  /** Codes of the latched breaches and of the soft limits that were lifted. */
  readonly lifted: readonly string[]
  /** Whether the gate was shut; else it let reductions through. */
  readonly of_halt: boolean
  /** Of that cycle: what the limits start from anew, but for what the prices do until the next one. */
  readonly equity: number
}
