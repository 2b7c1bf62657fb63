/** What is told: this, and what is more pressing. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const

/** How pressing a line of the log is. */
export type LogLevel = (typeof logLevels)[number]

/** Whether a line of this level is told where `least` is the least pressing that is. */
export function isTold(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least)
}
