import type { Live, Overview } from '../../watch/api.js'

/** A system as a monitor saw it last. */
export interface Sight {
  readonly overview: Overview
  readonly live: Live
  /** What a person should know about the looking itself. */
  readonly notes: readonly string[]
}

/** Why a system cannot be seen at the moment. */
export interface Unseen {
  readonly words: string
  /** Epoch ms, by the clock of this machine. */
  readonly sinceMs: number
}

/** What a monitor shows. */
export interface Shown {
  /** What is watched, as the user writes it. */
  readonly name: string
  /** Undefined before the first look has come to something. */
  readonly sight: Sight | undefined
  /** By the clock of the system that is watched, epoch ms. */
  readonly nowMs: number
  /** How long ago the sight was had, ms. */
  readonly ageMs: number
  readonly unseen: Unseen | undefined
}
