import * as z from 'zod'
import { heldInAll, heldPositions } from '../desk/statement/positions.js'
import type { Store } from '../store/database.js'
import { protectionsInForce } from '../store/watch-queries.js'
import { dataFolder, folderName, readStore } from './data-folder.js'
import { exitCode } from './exit-code.js'
import { underHeadline } from './headline.js'
import type { Io } from './io.js'
import { configurationArguments } from './parse-arguments.js'
import { positionsLines, type ToldPositions } from './positions-lines.js'
import { type CsvTable, formatArguments, parseRowArguments, printRows, type RowsPrintout } from './print-rows.js'
import { readStatement } from './read-statement.js'
import { sinceLines } from './since-lines.js'

const schema = z.object({ ...configurationArguments, ...formatArguments })

const columns = [
  ...(['symbol', 'agent', 'quantity', 'cost', 'averagePrice', 'price', 'value', 'unrealised', 'sharePercent'] as const),
  ...(['stop', 'takeProfit', 'until'] as const),
]

/** `positions`: what the account held after its last cycle, at what price, whose it is, and what protects it. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { csv, json, ...which } = parseRowArguments(schema, args)
  const dataDir = dataFolder(which, io)
  await printRows(io, { csv, json }, readStore(dataDir, printoutOf) ?? nothingRun(folderName(dataDir, io)))
  return exitCode.fine
}

function printoutOf(store: Store): RowsPrintout | undefined {
  const statement = readStatement(store)
  if (statement === undefined) return undefined
  const { cycleId, asOf, cash, equity } = statement.account
  const { quote, startingCash } = store.identity
  const positions = heldPositions(statement, protectionsInForce(store.database))
  const account = { cycleId, asOf, quote, startingCash, cash, equity, ...heldInAll(statement) }
  const data: ToldPositions = { ...account, fillsSince: statement.fillsSince, positions }
  const lines: RowsPrintout['lines'] = (page) => [...positionsLines(data, page), ...sinceLines(statement, page)]
  return { ...underHeadline(store, { data, lines }), csv: csvOf(data) }
}

/** A row a holder, as figures of two agents cannot stand in one field. */
function csvOf({ positions }: Pick<ToldPositions, 'positions'>): CsvTable<(typeof columns)[number]> {
  const rows = positions.flatMap(({ symbol, price, holders }) =>
    holders.map(({ protect, ...held }) => ({
      symbol,
      price,
      ...held,
      stop: protect?.stop ?? null,
      takeProfit: protect?.takeProfit ?? null,
      until: protect?.until ?? null,
    })),
  )
  return { columns, rows }
}

function nothingRun(folder: string): RowsPrintout {
  const unknown = { cycleId: null, asOf: null, quote: null, startingCash: null, cash: null, equity: null }
  const data = { ...unknown, value: null, unrealised: null, fillsSince: 0, positions: [] }
  return { data, lines: (page) => page.paragraph(`No cycle has ended on ${folder} yet.`), csv: csvOf(data) }
}
