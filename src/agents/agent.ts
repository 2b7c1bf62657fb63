import type { ZodType } from 'zod'
import type { OrderIntent } from '../desk/order.js'
import type { BaselineName, Portfolio } from '../desk/portfolio.js'
import type { StopsBySymbol } from '../desk/stop-moves.js'
import type { MarketSnapshot } from '../market/snapshot.js'

/** A value that survives JSON unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** One turn of the loop; `id` is unique in a data folder and is part of every order's id. */
export interface Cycle {
  readonly id: string
  readonly number: number
  /** The instant the cycle was due, ISO UTC. */
  readonly tick: string
  /** The market time it looks at, ISO UTC. */
  readonly asOf: string
}

/** Whether anything may trade: everything, reductions only, or nothing. */
export type TradingStateName = 'active' | 'reducing' | 'halted'

/** One reason for a verdict. `latch` keeps the halt on disk until a person resumes. */
export interface VerdictReason {
  readonly code: string
  readonly message: string
  readonly latch?: boolean
  /** The agent could not know what it must: the halt is not a breach, and nothing at all is sent. */
  readonly unknown?: boolean
  readonly value?: number
  readonly limit?: number
  /** The baseline that `value` was measured against; `resume` re-bases exactly these. */
  readonly baseline?: BaselineName
}

/** A tighter state for one symbol. */
export interface Restriction {
  readonly symbol: string
  readonly state: 'reducing' | 'halted'
  /** ISO UTC; the verdict of the cycle is what binds, this tells people when to expect the end. */
  readonly until?: string
  readonly reason: string
}

/** A critical agent's word on whether this cycle may trade. */
export interface Verdict {
  /** The cycle it was given for; a verdict for another cycle fails the gate closed. */
  readonly cycleId: string
  readonly state: TradingStateName
  readonly reasons: readonly VerdictReason[]
  readonly restrict?: readonly Restriction[]
}

/** An opinion on a symbol for others to use. */
export interface Signal {
  readonly symbol: string
  /** −1 (down) … 1 (up). */
  readonly direction: number
  /** 0 … 1. */
  readonly confidence: number
  readonly reason: string
}

/** All that an agent answers: plain data. What is not in it does not exist. */
export interface Proposal {
  readonly summary: string
  /** Critical agents must give one. */
  readonly verdict?: Verdict
  readonly signals?: readonly Signal[]
  readonly orders?: readonly OrderIntent[]
  /** By symbol, where the stop of a position of its own book is to move up to; the desk moves none down. */
  readonly protect?: StopsBySymbol
  readonly metrics?: Readonly<Record<string, number | string | boolean>>
  /** For agents downstream. */
  readonly data?: Json
  /** At most 64 kB of JSON; replaced only by an accepted proposal, sealed with the cycle. */
  readonly memory?: Json
}

/**
 * What a reason does to the gate: `warning` nothing; `limit` narrows it to reductions; `breach` (a verdict or a latch),
 * `unknown` (something that must be known is not) and `kill-switch` shut it.
 */
export type Cause = 'warning' | 'limit' | 'breach' | 'unknown' | 'kill-switch'

/** One reason for the trading state. */
export interface StateReason extends VerdictReason {
  readonly cause: Cause
  /** The critical agent it came from, if one did. */
  readonly agent?: string
}

/** What the gate decided for a cycle. */
export interface TradingState {
  readonly state: TradingStateName
  /** Empty only when `active` without warnings. */
  readonly reasons: readonly StateReason[]
  readonly restrict: readonly Restriction[]
  /** Since when the state has this name, ISO UTC. */
  readonly since: string
}

/** All that an agent is told. */
export interface Briefing<Settings = unknown> {
  readonly cycle: Cycle
  /** 1 for the first. */
  readonly attempt: number
  /** For agents after the gate. */
  readonly state?: TradingState
  readonly settings: Settings
  /** What its last accepted proposal left; nothing else survives a run. */
  readonly memory?: Json
  readonly market: MarketSnapshot
  readonly portfolio: Portfolio
  /** Proposals of the critical agents and of those that it `needs`, by name. */
  readonly proposals: Readonly<Record<string, Proposal>>
}

/** In which trading states an agent runs: `active` only, also while `reducing`, or `always` (also in a breach halt). */
export type RunWhen = 'active' | 'reducing' | 'always'

/** A folder of an agent's own, for what must outlive even a run that fails; it may not be there yet. */
export interface AgentHome {
  readonly folder: string
  /** False: what is there may be read, and nothing is written. */
  readonly keep: boolean
}

/** What an agent asks beside its briefing, which a replay cannot ask again as it was then. */
export interface Outside {
  /** `world`: what answers is not of the time that is replayed; `samples`: it is made up, and the same at any time. */
  readonly kind: 'world' | 'samples'
  /** As in "it asks …": `a language model`. */
  readonly what: string
}

/** A trading agent: a pure function of its briefing, but for the outside world that it asks. */
export interface Agent<Settings = unknown> {
  /** Lower-case letters, digits and dashes. */
  readonly name: string
  /** One line for `agents list`. */
  readonly description?: string
  /** Checked when the plan is made, never later. */
  readonly settings: ZodType<Settings>
  /** Default `parallel`; `critical` agents run first and must give a verdict. */
  readonly phase?: 'critical' | 'parallel'
  /** Default `reducing`. */
  readonly runWhen?: RunWhen
  /** Names of agents whose proposals it looks at where they are: the default of `needs`, of those that are enabled. */
  readonly uses?: readonly string[]
  /** What it asks beside its briefing with these settings, which must have passed its schema. Default: nothing. */
  outside?(settings: Settings): Outside | undefined
  /**
   * For an agent that counts what it may not forget, such as money spent on a model: called once before the first run;
   * what it returns runs in place of the agent.
   */
  open?(home: AgentHome): Pick<Agent<Settings>, 'run'>
  run(briefing: Briefing<Settings>, signal: AbortSignal): Promise<Proposal> | Proposal
}

/** Gives an agent its types; the settings type is inferred from its schema. */
export function defineAgent<Settings>(agent: Agent<Settings>): Agent<Settings> {
  return agent
}
