import { maskedJson } from '../../config/mask.js'
import { writeWhole } from '../../files/whole-file.js'
import { isoTime } from '../../orchestrator/clock.js'
import type { WatchContext, WatchPart } from '../part.js'
import type { WatchedEvent } from '../watched-event.js'

/** What the file holds; older than 30 s, it tells that the loop hangs or is gone. */
interface Heartbeat {
  readonly doing: 'starting' | 'running' | 'sleeping' | 'stopped'
  /** The cycle that runs, or that ran last. */
  readonly cycle: string | null
  /** Of the last cycle that ended. */
  readonly status: string | null
  readonly state: string | null
  /** When the next cycle begins, ISO UTC, where that is known. */
  readonly next: string | null
  /** Of a run that is over. */
  readonly exitCode?: number
}

/** Writes a file anew after each cycle and with each beat, for a watcher on this machine; it is left there as `stopped`. */
export function createHeartbeatFile(context: WatchContext, file: string): WatchPart {
  let heartbeat: Heartbeat = { doing: 'starting', cycle: null, status: null, state: null, next: null }
  let isWanted = false
  let writing: Promise<void> | undefined
  let isFailing = false

  const writeOnce = async () => {
    const at = isoTime(context.clocks.calendar.now())
    try {
      await writeWhole(file, `${maskedJson({ at, pid: context.setup.pid, ...heartbeat }, context.mask)}\n`)
      isFailing = false
    } catch (error) {
      if (!isFailing) context.say(`heartbeat: ${error instanceof Error ? error.message : String(error)}`)
      isFailing = true
    }
  }
  /** One at a time: a stuck disk is asked once. */
  const drain = async () => {
    while (isWanted) {
      isWanted = false
      await writeOnce()
    }
    writing = undefined
  }
  const write = () => {
    isWanted = true
    writing ??= drain()
  }
  return {
    onEvent(event) {
      const next = after(heartbeat, event)
      if (next === heartbeat) return
      heartbeat = next
      if (event.type !== 'cycle-started') write()
    },
    onBeat: write,
    async close(ending) {
      if (ending !== undefined) {
        heartbeat = { ...heartbeat, doing: 'stopped', next: null, exitCode: ending.code }
        write()
      }
      await writing
    },
  }
}

function after(heartbeat: Heartbeat, event: WatchedEvent): Heartbeat {
  if (event.type === 'cycle-started') return { ...heartbeat, doing: 'running', cycle: event.cycle.id, next: null }
  if (event.type === 'sleeping') return { ...heartbeat, doing: 'sleeping', next: isoTime(event.untilMs) }
  if (event.type !== 'cycle-ended') return heartbeat
  const { cycle, status, state } = event.ended
  return { ...heartbeat, cycle: cycle.id, status, state: state.state }
}
