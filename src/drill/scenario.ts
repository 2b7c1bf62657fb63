import type { Stage } from './stage.js'

/** What a scenario tries: the part of the system that is broken on purpose. */
export type Group = 'agents' | 'limits' | 'risk agent' | 'data' | 'journal' | 'kill -9' | 'clock' | 'people'

/** Something that goes wrong on purpose, and what must hold while it does. */
export interface Scenario {
  /** As `--only` takes it. */
  readonly name: string
  readonly group: Group
  /** What is done. */
  readonly does: string
  /** What must be seen. */
  readonly must: string
  /** It shows nothing where the user's limits and settings let no agent run, or no order pass. */
  readonly needs?: Need
  play(stage: Stage): Promise<Sight>
}

/** What must be possible on the user's configuration before a scenario can show anything. */
export type Need = 'launch' | 'order'

/** What was seen. */
export type Sight =
  | { readonly seen: string /** What did not hold; empty when all did. */; readonly faults: readonly string[] }
  /** Why there is nothing to be seen on this configuration. */
  | { readonly skipped: string }

/** How a scenario ended. */
export interface Outcome extends Omit<Scenario, 'play' | 'needs'> {
  readonly result: 'pass' | 'fail' | 'skipped'
  /** What was seen, or why it was skipped. */
  readonly seen: string
  readonly faults: readonly string[]
  readonly durationMs: number
}

/** The claims that do not hold, in the words that each says so with. */
export function broken(claims: readonly (readonly [holds: boolean, otherwise: string])[]): readonly string[] {
  return claims.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]))
}
