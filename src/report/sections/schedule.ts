import type { Column } from '../column-widths.js'
import { duration } from '../figures.js'
import { runMark } from '../marks.js'
import type { Cell, Page } from '../page.js'
import { cutMiddle, plain, width } from '../plain-text.js'
import { bracket, runBar, type Scale } from '../timeline/bars.js'
import { hasRun, type PlacedPhase, type Timeline } from '../timeline/timeline.js'

const LONGEST_NAME = 20
const NARROWEST_BAR = 16
/** The indent of a table and the gaps between its columns. */
const BLANKS = 2 + 3 * 2

const LEGEND = '░ queued · █ running'
const LEGEND_OF_RETRIES = ' · ▒ retry delay · ↻ retry'

/** When each agent of a cycle queued, ran and tried again, on one axis; nothing where only one did, or in no time. */
export function schedule(timeline: Timeline, page: Page): string[] {
  const { phases, durationMs } = timeline
  const ran = phases.flatMap(({ runs }) => runs).filter(({ run }) => hasRun(run))
  if (ran.length < 2 || durationMs <= 0) return []
  const rows = phases.flatMap(rowsOf)
  const taken = ['name', 'ended', 'took'] as const
  const widths = taken.map((column) => Math.max(column.length, ...rows.map((row) => width(textOf(row[column])))))
  const barWidth = widths.reduce((room, columns) => room - columns, page.columns - BLANKS)
  const scale = { durationMs, columns: Math.max(NARROWEST_BAR, barWidth) }
  const columns: readonly Column[] = [
    { head: 'agent', isName: true },
    { head: axis(scale), align: 'right' }, // a figure: it gives way last
    { head: 'ended' },
    { head: 'took', align: 'right' },
  ]
  const hasRetries = ran.some(({ attempts }) => attempts.length > 1)
  return [
    ...page.heading('SCHEDULE'),
    ...page.table(
      columns,
      rows.map(({ name, bar, ended, took }) => [name, bar(scale), ended, took]),
    ),
    ...page.paragraph({ text: hasRetries ? LEGEND + LEGEND_OF_RETRIES : LEGEND, tone: 'quiet' }),
  ]
}

interface Row {
  readonly name: Cell
  readonly bar: (scale: Scale) => string
  readonly ended: Cell
  readonly took: string
}

/** A phase and those of its agents that ran, in the order of their start. */
function rowsOf({ name, runs, ...phase }: PlacedPhase): readonly Row[] {
  const own = runs.filter(({ run }) => hasRun(run)).sort((a, b) => a.beginMs - b.beginMs)
  const head: Row = {
    name: { text: named(name.toUpperCase()), tone: 'strong' },
    bar: (scale) => bracket(phase, scale),
    ended: '',
    took: duration(phase.endMs - phase.beginMs),
  }
  const rows = own.map((placed) => ({
    name: named(placed.run.agent),
    bar: (scale: Scale) => runBar(placed, phase.beginMs, scale),
    ended: runMark[placed.run.status],
    took: duration(placed.run.durationMs),
  }))
  return own.length === 0 ? [] : [head, ...rows]
}

const named = (name: string) => cutMiddle(plain(name), LONGEST_NAME)

const textOf = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text)

/** The instants at the ends of the bars, and in the middle. */
function axis({ durationMs, columns }: Scale): string {
  const [begin, middle, end] = [duration(0), duration(durationMs / 2), duration(durationMs)]
  const left = Math.floor((columns - middle.length) / 2) - begin.length
  const right = columns - begin.length - left - middle.length - end.length
  return `${begin}${' '.repeat(Math.max(1, left))}${middle}${' '.repeat(Math.max(1, right))}${end}`
}
