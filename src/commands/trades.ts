import * as z from 'zod'
import { instant } from '../config/scalars.js'
import { type Trade, tradesOf } from '../desk/statement/trades.js'
import { isoTime } from '../orchestrator/clock.js'
import type { Store } from '../store/database.js'
import { knownAgents } from '../store/queries.js'
import { makingSense } from '../store/store-error.js'
import { filledOrders } from '../store/trade-queries.js'
import { dataFolder, folderName, readStore } from './data-folder.js'
import { CommandError, exitCode } from './exit-code.js'
import { underHeadline } from './headline.js'
import type { Io } from './io.js'
import { configurationArguments, countArgument } from './parse-arguments.js'
import { type CsvTable, formatArguments, parseRowArguments, printRows, type RowsPrintout } from './print-rows.js'
import { tradesLines } from './trades-lines.js'

const name = z.string({ error: 'a name' }).min(1, { error: 'a name' })

const schema = z.object({
  ...configurationArguments,
  ...formatArguments,
  limit: countArgument.optional(),
  symbol: name.optional(),
  agent: name.optional(),
  since: instant().optional(),
})

type Wanted = Pick<z.output<typeof schema>, 'symbol' | 'agent' | 'since'>

const ON_SCREEN = 20

const columns = [
  ...([
    'at',
    'cycleId',
    'clientOrderId',
    'agent',
    'origin',
    'side',
    'symbol',
    'quantity',
    'price',
    'notional',
  ] as const),
  ...(['fee', 'cashFlow', 'realised', 'trip', 'reason'] as const),
]

/** `trades`: fills with what each sale made; newest first for people, oldest first for programs. */
export async function run(args: unknown, io: Io): Promise<number> {
  const { csv, json, limit, symbol, agent, since, ...which } = parseRowArguments(schema, args)
  const dataDir = dataFolder(which, io)
  const shown = limit ?? (csv || json ? undefined : ON_SCREEN)
  const found = readStore(dataDir, (store) => printoutOf(store, { symbol, agent, since }, shown))
  await printRows(io, { csv, json }, found ?? nothingRun(folderName(dataDir, io)))
  return exitCode.fine
}

function printoutOf(store: Store, wanted: Wanted, limit: number | undefined): RowsPrintout {
  const { path, database, identity } = store
  const fills = filledOrders(database)
  const all = makingSense(path, () => tradesOf(identity.startingCash, fills))
  requireKnown(store, all, wanted)
  const matching = all.filter(isWanted(wanted))
  const trades = limit === undefined ? matching : matching.slice(-limit)
  const lines: RowsPrintout['lines'] = (page) =>
    tradesLines(trades.toReversed(), { older: matching.length - trades.length }, page)
  return { ...underHeadline(store, { data: trades, lines }), csv: csvOf(trades) }
}

function isWanted({ symbol, agent, since }: Wanted): (trade: Trade) => boolean {
  const from = since === undefined ? '' : isoTime(since)
  return (trade) =>
    (symbol === undefined || trade.symbol === symbol) &&
    (agent === undefined || trade.agent === agent) &&
    trade.at >= from
}

/** Where nothing was traded every name is as good as another. */
function requireKnown({ database }: Store, trades: readonly Trade[], { symbol, agent }: Wanted): void {
  if (trades.length === 0) return
  const symbols = trades.map((trade) => trade.symbol)
  if (symbol !== undefined) requireOneOf('symbol', symbol, symbols)
  if (agent !== undefined) requireOneOf('agent', agent, [...knownAgents(database), ...trades.map(({ agent }) => agent)])
}

function requireOneOf(flag: string, given: string, known: readonly string[]): void {
  if (known.includes(given)) return
  const names = [...new Set(known)].sort().join(' or ')
  throw new CommandError(exitCode.usage, `--${flag}: expected ${names}, got "${given}"`)
}

const csvOf = (trades: readonly Trade[]): CsvTable<(typeof columns)[number]> => ({ columns, rows: trades })

const nothingRun = (folder: string): RowsPrintout => ({
  data: [],
  lines: (page) => page.paragraph(`No cycle has run on ${folder} yet.`),
  csv: csvOf([]),
})
