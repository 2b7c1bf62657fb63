import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import { type Column, placeColumns } from './column-widths.js'
import { cutMiddle, plain, width, wrap } from './plain-text.js'

/** What a text means beyond its words; without colours the words alone must say it. */
export type Tone = 'good' | 'warning' | 'bad' | 'quiet' | 'strong'

/** A text, and what it means. */
export type Cell = string | { readonly text: string; readonly tone: Tone }

/** What the sections draw with. Every text is cleaned on its way in, and no line is wider than `columns`. */
export interface Page {
  readonly columns: number
  heading(title: string): string[]
  /** One paragraph, its lines after the first indented to where the text after `mark` begins. */
  paragraph(text: Cell, mark?: Cell): string[]
  /** Labels in a column, and what belongs to them. */
  pairs(pairs: readonly (readonly [label: string, value: Cell])[]): string[]
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string[]
}

const INDENT = '  '
const GAP = '  '
const PARAGRAPH_LINES = 4

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GAP,
} as const

/** A page of at least 60 columns; `colours` off gives the same text without escape codes. */
export function createPage(options: { readonly columns: number; readonly colours: boolean }): Page {
  const columns = Math.max(60, Math.floor(options.columns))
  const paint = painter(options.colours)

  const hanging = (first: string, indent: number, cell: Cell) => {
    const { text, tone } = cleaned(cell)
    const lines = wrap(text, columns - indent, PARAGRAPH_LINES).map((line) => paint(line, tone))
    return lines.map((line, index) => (index === 0 ? first + line : ' '.repeat(indent) + line))
  }

  return {
    columns,
    heading: (title) => wrap(plain(title), columns, PARAGRAPH_LINES).map((line) => paint(line, 'strong')),
    paragraph(text, mark) {
      if (mark === undefined) return hanging(INDENT, INDENT.length, text)
      const { text: sign, tone } = cleaned(mark)
      return hanging(`${INDENT}${paint(sign, tone)} `, INDENT.length + width(sign) + 1, text)
    },
    pairs(pairs) {
      const labels = pairs.map(([label]) => plain(label))
      const widest = Math.max(...labels.map(width))
      return pairs.flatMap(([, value], index) => {
        const label = labels[index] ?? ''
        const padding = ' '.repeat(widest - width(label)) + GAP
        return hanging(INDENT + paint(label, 'quiet') + padding, INDENT.length + widest + GAP.length, value)
      })
    },
    table(spec, rows) {
      if (rows.length === 0) return []
      const headed = spec.some(({ head }) => head !== undefined)
      const head = spec.map((column): Cell => ({ text: column.head ?? '', tone: 'quiet' }))
      const cells = [...(headed ? [head] : []), ...rows].map((row) => row.map(cleaned))
      const natural = spec.map((_, index) => Math.max(1, ...cells.map((row) => width(row[index]?.text ?? ''))))
      const placed = placeColumns(spec, natural, columns - INDENT.length, GAP.length)
      const table = new Table({
        chars: NO_BORDERS,
        style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
        colAligns: placed.map(({ align = 'left' }) => align),
      })
      for (const row of cells) {
        const broken = placed.map(({ index, width: room, lines = 1, isName }) => {
          const { text, tone }: CleanCell = row[index] ?? { text: '' }
          return (isName === true ? [cutMiddle(text, room)] : wrap(text, room, lines)).map((line) => paint(line, tone))
        })
        // A row a line: cli-table3 takes time that grows with the square of a cell's length.
        const height = Math.max(...broken.map((lines) => lines.length))
        for (let at = 0; at < height; at++) table.push(broken.map((lines) => lines[at] ?? ''))
      }
      return table
        .toString()
        .split('\n')
        .map((line) => `${INDENT}${line}`.trimEnd())
    },
  }
}

interface CleanCell {
  readonly text: string
  readonly tone?: Tone
}

function cleaned(cell: Cell): CleanCell {
  return typeof cell === 'string' ? { text: plain(cell) } : { text: plain(cell.text), tone: cell.tone }
}

/** Colours that are readable on light and dark ground. */
function painter(colours: boolean): (text: string, tone: Tone | undefined) => string {
  const chalk = new Chalk({ level: colours ? 1 : 0 })
  const tones: Readonly<Record<Tone, ChalkInstance>> = {
    good: chalk.green,
    warning: chalk.magenta,
    bad: chalk.red,
    quiet: chalk.dim,
    strong: chalk.bold,
  }
  return (text, tone) => (tone === undefined ? text : tones[tone](text))
}
