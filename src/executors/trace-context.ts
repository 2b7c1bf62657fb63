import { hash } from 'node:crypto'
import { hostname } from 'node:os'
import type { Cycle } from '../agents/agent.js'

/** What of a cycle its trace is named by. */
export type TracedCycle = Pick<Cycle, 'id' | 'tick'>

/** One attempt in a cycle. */
export interface TracedAttempt {
  readonly cycle: TracedCycle
  /** 1 for the first. */
  readonly attempt: number
}

/** The ids of what happens on one data folder: always the same for the same thing, so that nobody has to tell them. */
export interface TraceIds {
  /** 32 hex digits, not all of them 0. */
  trace(cycle: TracedCycle): string
  /** 16 hex digits, not all of them 0; nothing more: the cycle itself. */
  span(cycle: TracedCycle, ...path: readonly (string | number)[]): string
  /** What an attempt hands on, as W3C Trace Context has it: its spans are children of the attempt's. */
  traceparent(agent: string, traced: TracedAttempt): string
}

/** Between parts that hold no line break, so that no two lists of them read alike. */
const SEPARATOR = '\n'

/** The ids of a data folder of this machine: no other folder has the same. */
export function createTraceIds(dataDir: string): TraceIds {
  const source = [hostname(), dataDir].join(SEPARATOR)
  let last: { readonly key: string; readonly id: string } | undefined
  const trace = ({ id, tick }: TracedCycle) => {
    const key = [source, id, tick].join(SEPARATOR)
    if (last?.key !== key) last = { key, id: digits(key, 32) }
    return last.id
  }
  const span: TraceIds['span'] = (cycle, ...path) => digits([trace(cycle), ...path].join(SEPARATOR), 16)
  return {
    trace,
    span,
    traceparent: (agent, { cycle, attempt }) => `00-${trace(cycle)}-${span(cycle, ...attemptPath(agent, attempt))}-01`,
  }
}

/** Where the span of an attempt is found. */
export function attemptPath(agent: string, attempt: number): readonly (string | number)[] {
  return ['attempt', agent, attempt]
}

/** As many digits of a hash; that all of them are 0, which means nothing, is no chance to reckon with. */
function digits(text: string, count: number): string {
  return hash('sha256', text, 'hex').slice(0, count)
}
