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

/** A keyboard and a screen that somebody sits at. */
export interface Terminal {
  /** Lines of the screen. */
  readonly rows: number
  /** Calls back with what is typed, each key by itself and unseen on the screen. Returns what ends that. */
  onKey(listener: (key: string) => void): () => void
  /** Calls back when the screen has another size. Returns what ends that. */
  onResize(listener: () => void): () => void
}

/** Everything a command may touch of its process; made in main.ts. */
export interface Io {
  /** Data. */
  readonly stdout: Output
  /** Words for people. */
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Where stdout is a terminal. */
  readonly terminal?: Terminal | undefined
  /** Who is at the keyboard, for the audit trail. */
  readonly user: string
  readonly pid: number
  /** Calls back on the first SIGINT or SIGTERM; a second one ends the process at once. Returns what ends that. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void
}
