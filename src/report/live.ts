import type { Output } from '../commands/io.js'
import type { Settlement } from '../desk/settlement.js'
import type { Calendar, Timer } from '../orchestrator/clock.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import { createActivity } from './activity.js'

/** What the live view needs. */
export interface LiveOptions {
  readonly output: Output
  readonly timer: Timer
  /** For the countdown to the next tick. */
  readonly calendar: Pick<Calendar, 'now'>
  readonly redrawMs: number
}

/** A few lines at the bottom of a terminal that tell what is going on; nothing at all where there is no terminal. */
export interface LiveView {
  /** Takes every event of the orchestrator; never throws. */
  on(event: OrchestratorEvent<Settlement>): void
  /** Takes the lines off the screen, to make room for something that stays; they come back at the next redraw. */
  clear(): void
  /** Clears for good. */
  stop(): void
}

interface Draw {
  (text: string): void
  clear(): void
}

/** A live view that first draws after `redrawMs`, so that what is over by then costs nothing. */
export function createLiveView({ output, timer, calendar, redrawMs }: LiveOptions): LiveView {
  if (!output.isTerminal) return { on() {}, clear() {}, stop() {} }

  const activity = createActivity()
  let state: 'idle' | 'drawing' | 'stopped' = 'idle'
  let pending: unknown
  let loading: Promise<void> | undefined
  let draw: Draw | undefined

  const load = async () => {
    const { createLogUpdate } = await import('log-update')
    draw = createLogUpdate(streamOn(output), { showCursor: true })
  }
  const redraw = () => {
    const lines = activity.lines({ timerMs: timer.now(), epochMs: calendar.now() }, output.columns)
    if (draw === undefined)
      loading ??= load().catch(() => rest('stopped')) // without the library there is no view
    else if (lines.length === 0) draw.clear()
    else draw(lines.join('\n'))
    schedule()
  }
  const schedule = () => {
    pending = timer.setTimeout(redraw, redrawMs)
    letProcessEnd(pending)
  }
  const rest = (next: 'idle' | 'stopped') => {
    timer.clearTimeout(pending)
    draw?.clear()
    state = next
  }

  return {
    on(event) {
      if (state === 'stopped') return
      activity.apply(event, timer.now())
      if (event.type === 'cycle-ended') rest('idle')
      else if (state === 'idle') {
        state = 'drawing'
        schedule()
      }
    },
    clear: () => draw?.clear(),
    stop: () => rest('stopped'),
  }
}

/** As much of a stream as log-update asks for. */
function streamOn(output: Output): NodeJS.WriteStream {
  const stream = {
    isTTY: true,
    get columns() {
      return output.columns
    },
    write: (text: string) => output.write(text),
  }
  return stream as unknown as NodeJS.WriteStream // log-update calls nothing but these
}

/** Timers of the machine do not keep it running for the sake of a view. */
function letProcessEnd(handle: unknown): void {
  if (handle instanceof Object && 'unref' in handle && typeof handle.unref === 'function') handle.unref()
}
