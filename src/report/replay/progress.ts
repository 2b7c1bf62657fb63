import { count, counted } from '../figures.js'
import { width } from '../plain-text.js'

/** How far a replay is. Market times are epoch ms; the end is Infinity where only the data knows it. */
export interface Progress {
  /** Where the last cycle looked. */
  readonly doneMs: number
  readonly fromMs: number
  readonly toMs: number
  readonly cycles: number
  /** Since it began, measured. */
  readonly elapsedMs: number
  /** Room for the line. */
  readonly columns: number
}

const WIDEST_BAR = 30
const NARROWEST_BAR = 8
const GAP = '  '

/**
 * One line: a bar, the share done, the day being replayed, cycles a second and the time left. Where there is little room
 * the bar goes first, then what stands last.
 */
export function progressLine(progress: Progress): string {
  const parts = fitting(partsOf(progress), progress.columns)
  const text = parts.join(GAP)
  const room = Math.min(WIDEST_BAR, progress.columns - width(text) - GAP.length)
  const done = shareOf(progress)
  return done === undefined || room < NARROWEST_BAR ? text : `${bar(done, room)}${GAP}${text}`
}

function partsOf(progress: Progress): readonly string[] {
  const { doneMs, cycles, elapsedMs } = progress
  const done = shareOf(progress)
  const day = new Date(doneMs).toISOString().slice(0, 10)
  const rate = `${count(elapsedMs > 0 ? Math.round((1000 * cycles) / elapsedMs) : 0)} cycles/s`
  if (done === undefined) return [day, rate, counted(cycles, 'cycle')]
  const percent = `${Math.floor(100 * done)}%`.padStart(4)
  return done > 0 ? [percent, day, rate, `${clock((elapsedMs * (1 - done)) / done)} left`] : [percent, day, rate]
}

/** Undefined when the end is not known. */
function shareOf({ doneMs, fromMs, toMs }: Progress): number | undefined {
  if (!Number.isFinite(toMs)) return undefined
  return toMs <= fromMs ? 1 : Math.min(1, Math.max(0, (doneMs - fromMs) / (toMs - fromMs)))
}

/** As many of the first parts as there is room for. */
function fitting(parts: readonly string[], columns: number): readonly string[] {
  const fits = parts.findLastIndex((_, index) => width(parts.slice(0, index + 1).join(GAP)) <= columns)
  return parts.slice(0, fits + 1)
}

function bar(done: number, room: number): string {
  const full = Math.floor(done * room)
  return '█'.repeat(full) + '░'.repeat(room - full)
}

/** `0:42`, `12:07`, `1:02:03`. */
function clock(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = String(seconds % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}
