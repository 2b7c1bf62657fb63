import type { OutputLine } from '../executors/output-line.js'
import { plainLine } from '../report/plain-text.js'

/** What an agent's process printed, as a line for the person who waits for it. */
export function printedLine({ agent, text }: OutputLine): string {
  return `${agent} │ ${plainLine(text)}\n`
}
