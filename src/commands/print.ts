import { createPage, type Page } from '../report/page.js'
import type { Io } from './io.js'

/** What a command has to say, for programs and for people. */
export interface Printout {
  readonly json: boolean
  readonly data: unknown
  readonly lines: (page: Page) => readonly string[]
}

const WIDEST = 80

/** Writes to stdout: `data` as JSON, or the lines on a page of at most 80 columns. */
export function print({ stdout }: Io, { json, data, lines }: Printout): void {
  const page = createPage({ columns: Math.min(stdout.columns, WIDEST), colours: stdout.colours })
  stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : `${lines(page).join('\n')}\n`)
}
