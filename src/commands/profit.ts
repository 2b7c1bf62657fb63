import * as z from 'zod'
import { profitByDay } from '../desk/statement/daily-profit.js'
import { type Profit, profitByAgent, profitBySymbol } from '../desk/statement/profit.js'
import type { Store } from '../store/database.js'
import { makingSense } from '../store/store-error.js'
import { dayEnds } from '../store/trade-queries.js'
import { dataFolder, folderName, readStore } from './data-folder.js'
import { exitCode } from './exit-code.js'
import { underHeadline } from './headline.js'
import type { Io } from './io.js'
import { configurationArguments } from './parse-arguments.js'
import { type CsvTable, formatArguments, parseRowArguments, printRows, type RowsPrintout } from './print-rows.js'
import { profitLines, type ToldProfit } from './profit-lines.js'
import { type RecordedStatement, readStatement } from './read-statement.js'
import { sinceLines } from './since-lines.js'

const parts = ['agent', 'symbol', 'day'] as const

const schema = z.object({
  ...configurationArguments,
  ...formatArguments,
  by: z.enum(parts, { error: 'agent, symbol or day' }).default('agent'),
})

type By = (typeof parts)[number]

const figures = ['trades', 'won', 'lost', 'realised', 'unrealised', 'buyFees', 'sellFees', 'profit'] as const

/** `profit`: what each agent, symbol or day has made; together exactly equity less starting cash. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { csv, json, by, ...which } = parseRowArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const found = readStore(dataDir, (store) => printoutOf(store, by))
  await printRows(io, { csv, json }, found ?? nothingRun(by, folderName(dataDir, io)))
  return exitCode.fine
}

function printoutOf(store: Store, by: By): RowsPrintout | undefined {
  const statement = readStatement(store)
  if (statement === undefined) return undefined
  const { cycleId, asOf, equity } = statement.account
  const { quote, startingCash } = store.identity
  const { fillsSince } = statement
  const profit = profitBy[by](statement, store)
  const data: ToldProfit = { by, cycleId, asOf, quote, startingCash, equity, fillsSince, ...profit }
  const lines: RowsPrintout['lines'] = (page) => [...profitLines(data, page), ...sinceLines(statement, page)]
  return { ...underHeadline(store, { data, lines }), csv: csvOf(by, data) }
}

const profitBy: Readonly<Record<By, (statement: RecordedStatement, store: Store) => Profit>> = {
  agent: (statement, { path }) => makingSense(path, () => profitByAgent(statement)),
  symbol: (statement, { path }) => makingSense(path, () => profitBySymbol(statement)),
  day(statement, { path, database }) {
    const ends = dayEnds(database)
    return makingSense(path, () => profitByDay(statement, ends))
  },
}

const columnsBy = (by: By) => [by, ...figures, ...(by === 'day' ? ['equity'] : [])]

/** The last row is the total; no agent, symbol or day has its name. */
function csvOf(by: By, { rows, total, equity }: Pick<ToldProfit, 'rows' | 'total' | 'equity'>): CsvTable {
  const all = [...rows, { name: 'TOTAL', ...total, equity }]
  return { columns: columnsBy(by), rows: all.map(({ name, ...told }) => ({ [by]: name, ...told })) }
}

function nothingRun(by: By, folder: string): RowsPrintout {
  const unknown = { cycleId: null, asOf: null, quote: null, startingCash: null, equity: null }
  return {
    data: { by, ...unknown, fillsSince: 0, rows: [], total: null },
    lines: (page) => page.paragraph(`No cycle has ended on ${folder} yet.`),
    csv: { columns: columnsBy(by), rows: [] },
  }
}
