import type { Clocks } from '../orchestrator/clock.js'
import { monitorFrame } from '../report/monitor/frame.js'
import { openFullScreen } from '../report/monitor/full-screen.js'
import type { Sight } from '../report/monitor/sight.js'
import { plain } from '../report/plain-text.js'
import { every } from './every.js'
import type { Io, Terminal } from './io.js'
import { Looks } from './monitor-looks.js'
import type { MonitorSource } from './monitor-source.js'

/** What is followed, and how often it is looked at. */
export interface Following {
  readonly source: MonitorSource
  readonly intervalMs: number
  readonly clocks: Clocks
}

/** Running times move on between looks. */
const REDRAW_MS = 1000
const CTRL_C = '\u0003'
/** By a person, or as nobody reads any more. */
const ENDED = Symbol('ended')

/** Follows a system on the whole screen of a terminal, until q, Ctrl-C or a signal; leaves the terminal as it was. */
export async function followOnScreen(
  { source, intervalMs, clocks }: Following,
  io: Io,
  terminal: Terminal,
): Promise<void> {
  const ending = new AbortController()
  const end = () => ending.abort(ENDED)
  const looks = new Looks(source, clocks)
  const screen = openFullScreen(io.stdout)
  const draw = () => {
    if (!io.stdout.isOpen) return end()
    const { columns, colours } = io.stdout
    try {
      screen.draw(monitorFrame(looks.shown(), { columns, rows: terminal.rows, colours, hint: 'q quits' }))
    } catch (error) {
      ending.abort(error) // thrown by a timer, it would leave the terminal as it is
    }
  }
  const endings = [
    io.onSignal(end),
    terminal.onKey((key) => {
      if (key.includes(CTRL_C) || key.toLowerCase().startsWith('q')) end()
    }),
    terminal.onResize(() => {
      screen.forget()
      draw()
    }),
    every(clocks.timer, REDRAW_MS, draw),
  ]
  try {
    draw()
    await looks.every(intervalMs, draw, ending.signal)
  } finally {
    for (const stop of endings) stop()
    screen.leave()
  }
  if (ending.signal.reason !== ENDED) throw ending.signal.reason
}

/** Follows a system for a program: a line of JSON for each look that saw something new; on stderr what keeps it from seeing. */
export async function followAsJson({ source, intervalMs, clocks }: Following, io: Io): Promise<void> {
  const ending = new AbortController()
  const looks = new Looks(source, clocks)
  const unlisten = io.onSignal(() => ending.abort())
  let [before, blind] = ['', '']
  const tell = () => {
    if (!io.stdout.isOpen) return ending.abort()
    const { sight, unseen } = looks.shown()
    const words = unseen === undefined ? '' : `not seen: ${plain(unseen.words)}`
    if (words !== blind) io.stderr.write(`${source.name} ${words === '' ? 'is seen again' : words}\n`)
    blind = words
    if (sight === undefined || unseen !== undefined || contentOf(sight) === before) return
    before = contentOf(sight)
    io.stdout.write(`${jsonOf(sight)}\n`)
  }
  try {
    await looks.every(intervalMs, tell, ending.signal)
  } finally {
    unlisten()
  }
}

/** All but when it was looked at. */
function contentOf({ overview, live }: Sight): string {
  return `${overview.revision} ${JSON.stringify({ ...live, nowMs: 0 })}`
}

/** JSON that no terminal obeys: what it escapes of control and direction-changing characters is not all of them. */
export function jsonOf({ overview, live }: Sight): string {
  return JSON.stringify({ overview, live }).replaceAll(/[\u007F-\u009F\p{Cf}\u2028\u2029]/gu, (character) =>
    character
      .split('') // JSON escapes halves of characters
      .map((half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
