/** What was done: data for programs, and the same in words for people, a paragraph each. */
export interface Outcome<Done> {
  readonly done: Done
  readonly words: readonly string[]
}

/** Who asks for something to be done, when and why. */
export interface Asked {
  readonly who: string
  /** ISO UTC. */
  readonly at: string
  readonly reason: string
}

/** The data folder that is operated on. */
export interface OperatedFolder {
  readonly dataDir: string
  /** As the one who asks would write it. */
  readonly name: string
}
