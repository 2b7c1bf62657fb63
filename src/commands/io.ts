/** A place to write to, and what it can show. */
export interface Output {
  write(text: string): void
  /** False once nobody reads any more. */
  readonly isOpen: boolean
  readonly isTerminal: boolean
  readonly columns: number
  /** False on pipes, on dumb terminals, and when NO_COLOR is set. */
  readonly colours: boolean
}

/** Everything a command may touch of its process; made in main.ts. */
export interface Io {
  /** Data. */
  readonly stdout: Output
  /** Words for people. */
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Who is at the keyboard, for the audit trail. */
  readonly user: string
  readonly pid: number
  /** Calls back on the first SIGINT or SIGTERM; a second one ends the process at once. Returns what ends that. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void
}
