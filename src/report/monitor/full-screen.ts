import type { Output } from '../../commands/io.js'

/** The whole screen of a terminal, until it is left. */
export interface FullScreen {
  /** Shows these lines and nothing else: one write, of what differs from before; none when nothing does. */
  draw(lines: readonly string[]): void
  /** Forgets what is on the screen: the next drawing is of all. */
  forget(): void
  /** Gives the terminal back as it was. */
  leave(): void
}

const CSI = '\u001B['
/** The screen beside that with the history, no cursor, no line that goes on in the next; and back. */
const ENTER = `${CSI}?1049h${CSI}?25l${CSI}?7l`
const LEAVE = `${CSI}?7h${CSI}?25h${CSI}?1049l`
/** Terminals that know it show nothing of a frame before all of it is there. */
const BEGIN = `${CSI}?2026h`
const END = `${CSI}?2026l`

/** Takes the screen of a terminal. */
export function openFullScreen(output: Pick<Output, 'write'>): FullScreen {
  let before: readonly string[] | undefined
  let isLeft = false
  output.write(ENTER)
  return {
    draw(lines) {
      if (isLeft) return
      const changed = changesOf(before, lines)
      before = lines
      if (changed !== '') output.write(BEGIN + changed + END)
    },
    forget: () => void (before = undefined),
    leave() {
      if (!isLeft) output.write(LEAVE)
      isLeft = true
    },
  }
}

function changesOf(before: readonly string[] | undefined, lines: readonly string[]): string {
  const wiped = before === undefined ? `${CSI}2J` : ''
  const old = before ?? []
  const rows = Math.max(old.length, lines.length)
  let changes = wiped
  for (let row = 0; row < rows; row++) {
    const line = lines[row] ?? ''
    // Wiped first: behind a line as wide as the screen, the cursor is still on its last character.
    if ((old[row] ?? '') !== line) changes += `${CSI}${row + 1};1H${CSI}2K${line}`
  }
  return changes
}
