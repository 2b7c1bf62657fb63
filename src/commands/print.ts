import { createPage, type Page } from '../report/page.js'
import type { Io } from './io.js'

/** What a command has to say, for programs and for people. */
export interface Printout {
  readonly json: boolean
  readonly data: unknown
  readonly lines: (page: Page) => readonly string[]
}

const WIDEST = 80
const WIDEST_OF_TWO = 160

/** Writes to stdout: `data` as JSON, or the lines on a page of at most 80 columns. */
export function print(io: Io, printout: Printout): void {
  printUpTo(WIDEST, io, printout)
}

/** The same for what stands side by side, on a page of at most 160 columns. */
export function printWide(io: Io, printout: Printout): void {
  printUpTo(WIDEST_OF_TWO, io, printout)
}

function printUpTo(widest: number, { stdout }: Io, { json, data, lines }: Printout): void {
  const page = createPage({ columns: Math.min(stdout.columns, widest), colours: stdout.colours })
  stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : `${lines(page).join('\n')}\n`)
}
