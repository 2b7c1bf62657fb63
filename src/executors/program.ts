/** What an agent is run as. */
export type Program =
  /** An agent of the roster, in this process. */
  | { readonly kind: 'in-process'; readonly use: string }
  /** An agent of the roster, in a warm process of its own. */
  | { readonly kind: 'process'; readonly use: string; readonly limits: ProcessLimits }
  /** A module of the user's, in a warm process of its own. */
  | { readonly kind: 'module'; readonly file: string; readonly limits: ProcessLimits }
  /** Any program: started for every attempt, or once if it is kept alive. */
  | {
      readonly kind: 'command'
      readonly argv: readonly [string, ...string[]]
      /** The folder of the file that names it. */
      readonly cwd: string
      readonly keepAlive: boolean
      readonly limits: ProcessLimits
    }

/** What a process of an agent gets, and how much it may take. */
export interface ProcessLimits {
  /** Added to the few variables that every process gets. */
  readonly env: Readonly<Record<string, string>>
  /** Of the process and everything that it started. */
  readonly maxMemoryMb: number
  /** How long it may take to be ready, ms. */
  readonly startTimeoutMs: number
  /** A warm process is replaced after so many runs. */
  readonly maxRuns: number
}
