/** One line that an agent's process printed. */
export interface OutputLine {
  readonly agent: string
  readonly stream: 'out' | 'err'
  /** The attempt that was running, or the last one that was; absent before the first. */
  readonly cycleId?: string
  readonly attempt?: number
  readonly text: string
}

/** Takes what processes print; never throws. */
export type OnOutput = (line: OutputLine) => void
