import type * as z from 'zod'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { parseArguments, switchArgument } from './parse-arguments.js'
import { type Printout, printWide } from './print.js'

/** A table for spreadsheets; null is an empty field. */
export interface CsvTable<Column extends string = string> {
  readonly columns: readonly Column[]
  readonly rows: readonly Readonly<Record<Column, string | number | null>>[]
}

/** What a command has to say that lists rows. */
export interface RowsPrintout extends Omit<Printout, 'json'> {
  readonly csv: CsvTable
}

/** `--csv` and `--json`. */
export const formatArguments = { csv: switchArgument, json: switchArgument }

/** Throws CommandError (usage) when rows are asked for in two formats at once. */
export function parseRowArguments<Schema extends z.ZodType<{ readonly csv: boolean; readonly json: boolean }>>(
  schema: Schema,
  args: unknown,
): z.output<Schema> {
  const parsed = parseArguments(schema, args)
  if (parsed.csv && parsed.json) throw new CommandError(exitCode.usage, '--csv: expected no --json beside it')
  return parsed
}

/** Writes to stdout: CSV, JSON, or lines on a page of at most 160 columns. */
export async function printRows(
  io: Io,
  { csv, json }: { readonly csv: boolean; readonly json: boolean },
  { csv: table, ...printout }: RowsPrintout,
): Promise<void> {
  if (csv) io.stdout.write(await csvText(table))
  else printWide(io, { ...printout, json })
}

const NEGATIVE = /^-\d+(\.\d+)?$/

/** With a header row; a text that a spreadsheet would run as a formula begins with `'` there, a figure never does. */
async function csvText({ columns, rows }: CsvTable): Promise<string> {
  const { stringify } = await import('csv-stringify/sync') // few ask for it
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    cast: { string: (text) => (NEGATIVE.test(text) ? { value: text, escape_formulas: false } : text) },
  })
}
