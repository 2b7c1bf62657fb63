/** One headline as a source gave it: text from outside, never an instruction. */
export interface Headline {
  readonly title: string
  /** Epoch ms. */
  readonly publishedAtMs: number
}

/** A headline that counts in a cycle. */
export interface FreshHeadline extends Headline {
  readonly ageMinutes: number
  /** 1 when new, a half after each half-life. */
  readonly weight: number
}
