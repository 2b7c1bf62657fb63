import { make } from './elements.js'

/** What a tooltip says. */
export interface Tip {
  readonly title: string
  readonly lines: readonly string[]
}

/** A box of words that stands beside a place in a picture. */
export interface Tooltip {
  /** Shows the words right of `left` and below `top`, or left of it where there is no room; undefined hides them. */
  show(tip: Tip | undefined, left: number, top: number): void
}

const DISTANCE = 12

/** A hidden tooltip in `area`, and nothing that it is told can be more than text. */
export function createTooltip(area: HTMLElement): Tooltip {
  const box = make('div', 'tip')
  box.hidden = true
  area.append(box)
  return {
    show(tip, left, top) {
      box.hidden = tip === undefined
      if (tip === undefined) return
      box.replaceChildren(make('strong', '', tip.title), ...tip.lines.map((line) => make('span', '', line)))
      const room = area.clientWidth - box.offsetWidth
      const beside = left + DISTANCE <= room ? left + DISTANCE : left - DISTANCE - box.offsetWidth
      box.style.left = `${Math.max(0, Math.min(room, beside))}px`
      box.style.top = `${Math.max(0, Math.min(top, area.clientHeight - box.offsetHeight))}px`
    },
  }
}
