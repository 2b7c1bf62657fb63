/** Documented exit codes; see README, "Exit codes". */
export const exitCode = {
  fine: 0,
  internal: 1,
  usage: 2,
  halted: 20,
  failedClosed: 21,
  degraded: 22,
  configuration: 78,
  anotherInstance: 79,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** An error whose message is meant for the user: printed without a stack trace, ends the process with `code`. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: ExitCode

  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
