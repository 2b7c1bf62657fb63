/** What a person asks of the server. */
export interface Action {
  readonly path: string
  readonly body: Readonly<Record<string, string | boolean>>
}

/** What came of it, in words for people. */
export interface Outcome {
  readonly ok: boolean
  readonly words: readonly string[]
}

/** Throws the kill switch; with `flatten` everything is sold as well. */
export function halting(reason: string, flatten: boolean): Action {
  return { path: '/api/halt', body: { reason, flatten } }
}

/** Lifts what halts. */
export function resuming(reason: string): Action {
  return { path: '/api/resume', body: { reason } }
}

/** Sells a position whole. */
export function closing(symbol: string, reason: string): Action {
  return { path: '/api/close', body: { symbol, reason } }
}

/** Enables or disables an agent. */
export function switching(agent: string, enabled: boolean): Action {
  return { path: `/api/agents/${encodeURIComponent(agent)}`, body: { enabled } }
}
