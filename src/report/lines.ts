import type { Output } from '../commands/io.js'
import type { Settlement } from '../desk/settlement.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import { createEventLevels } from './event-level.js'
import { wordsOf } from './event-words.js'
import { isTold, type LogLevel } from './log-level.js'
import { plain } from './plain-text.js'

/**
 * Writes one plain line for each event that whoever reads the log of a running loop should know: what is at least as
 * pressing as `least`. How a cycle ended is the dashboard's to tell.
 */
export function createEventLines(
  output: Output,
  least: LogLevel = 'info',
): (event: OrchestratorEvent<Settlement>) => void {
  let cycleId = ''
  const levels = createEventLevels()
  return (event) => {
    if (event.type === 'cycle-started') cycleId = event.cycle.id
    const level = levels(event)
    if (!isTold(level, least) || event.type === 'cycle-ended') return
    const isBack = event.type === 'gate-decided' && event.state.state === 'active' && level !== 'debug'
    output.write(`${plain(`${cycleId} ${isBack ? 'active again' : wordsOf(event)}`)}\n`)
  }
}
