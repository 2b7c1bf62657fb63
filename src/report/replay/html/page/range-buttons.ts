import { find, make } from '../../../charts/elements.js'
import type { Range, Timeline } from '../../../charts/timeline.js'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const MOST = 14

/** Buttons for the whole span and for each of its years, or months when it is shorter than that. */
export function addRangeButtons(timeline: Timeline): void {
  const parts =
    [yearsOf(timeline.whole), monthsOf(timeline.whole)].find(({ length }) => length > 1 && length <= MOST) ?? []
  const all = [{ label: 'All', range: timeline.whole }, ...parts]
  const buttons = all.map(({ label, range }) => {
    const button = make('button', '', label)
    button.setAttribute('type', 'button')
    button.addEventListener('click', () => timeline.show(range))
    return { button, range }
  })
  const press = () => {
    const { min, max } = timeline.shown
    for (const { button, range } of buttons)
      button.setAttribute('aria-pressed', String(range.min === min && range.max === max))
  }
  find('.ranges').append(...buttons.map(({ button }) => button))
  timeline.watch(press)
  press()
}

interface Part {
  readonly label: string
  readonly range: Range
}

function yearsOf(whole: Range): readonly Part[] {
  const [first, last] = [yearOf(whole.min), yearOf(whole.max)]
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    label: String(first + index),
    range: within(whole, Date.UTC(first + index, 0), Date.UTC(first + index + 1, 0)),
  }))
}

function monthsOf(whole: Range): readonly Part[] {
  const first = yearOf(whole.min) * 12 + new Date(whole.min * 1000).getUTCMonth()
  const last = yearOf(whole.max) * 12 + new Date(whole.max * 1000).getUTCMonth()
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    label: MONTHS[(first + index) % 12] ?? '',
    range: within(whole, monthStart(first + index), monthStart(first + index + 1)),
  }))
}

function yearOf(seconds: number): number {
  return new Date(seconds * 1000).getUTCFullYear()
}

function within({ min, max }: Range, fromMs: number, untilMs: number): Range {
  return { min: Math.max(min, fromMs / 1000), max: Math.min(max, untilMs / 1000) }
}

/** Milliseconds at the start of a month counted from the year 0. */
function monthStart(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12)
}
