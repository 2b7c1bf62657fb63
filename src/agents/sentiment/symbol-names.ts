import { createTitleCache } from './title-cache.js'

/** What people call the coins that are traded most, by ticker; with a capital where it would be an ordinary word without. */
const wellKnown: Readonly<Record<string, readonly string[]>> = {
  BTC: ['bitcoin', 'bitcoins', 'xbt'],
  ETH: ['ethereum', 'ether'],
  SOL: ['solana'],
  BNB: ['binance coin', 'bnb chain'],
  XRP: ['Ripple'],
  ADA: ['cardano'],
  DOGE: ['dogecoin'],
  DOT: ['polkadot'],
  LTC: ['litecoin'],
  AVAX: ['Avalanche'],
  LINK: ['chainlink'],
  TRX: ['Tron'],
  MATIC: ['Polygon'],
  POL: ['Polygon'],
  UNI: ['uniswap'],
  ATOM: ['cosmos hub'],
  XLM: ['stellar lumens'],
  XMR: ['monero'],
  NEAR: ['near protocol'],
  APT: ['aptos'],
  SHIB: ['shiba inu'],
  TON: ['toncoin'],
  FIL: ['filecoin'],
  AAVE: ['aave'],
  ALGO: ['algorand'],
  // Named so that they are not taken for others.
  BCH: ['bitcoin cash'],
  BSV: ['bitcoin sv'],
  ETC: ['ethereum classic'],
}

/** A coin that a headline names. */
export interface Mention {
  /** A symbol of the market, or the ticker of another coin. */
  readonly symbol: string
  /** Where it stands in the headline. */
  readonly at: number
}

/** Finds the coins that a headline names. */
export type NameFinder = (title: string) => readonly Mention[]

let last: { readonly key: string; readonly find: NameFinder } | undefined

/** The finder for these symbols, made once; its `aliases` are more names by symbol. */
export function nameFinderFor(
  symbols: readonly string[],
  aliases: Readonly<Record<string, readonly string[]>>,
): NameFinder {
  const key = JSON.stringify([symbols, aliases])
  if (last?.key !== key) last = { key, find: createNameFinder(symbols, aliases) }
  return last.find
}

/** Whole words, the longest name first; tickers in capitals, or in any case after a $. */
function createNameFinder(
  symbols: readonly string[],
  aliases: Readonly<Record<string, readonly string[]>>,
): NameFinder {
  const symbolOf = new Map(symbols.map((symbol) => [symbol.split('/')[0] ?? symbol, symbol]))
  // A coin of the market first: one name can be that of an older ticker too.
  const tickers = [...new Set([...symbolOf.keys(), ...Object.keys(wellKnown)])]
  const inAnyCase = new Map<string, string>()
  const asWritten = new Map<string, string>()
  const tags = new Map<string, string>()
  const add = (names: Map<string, string>, name: string, symbol: string) => {
    if (!names.has(name)) names.set(name, symbol)
  }
  for (const symbol of symbols) for (const alias of aliases[symbol] ?? []) add(inAnyCase, alias.toLowerCase(), symbol)
  for (const ticker of tickers) {
    const symbol = symbolOf.get(ticker) ?? ticker
    add(asWritten, ticker, symbol)
    add(tags, `$${ticker.toLowerCase()}`, symbol)
    for (const name of Object.hasOwn(wellKnown, ticker) ? (wellKnown[ticker] ?? []) : [])
      add(/^\p{Lu}/u.test(name) ? asWritten : inAnyCase, name, symbol)
  }
  const finders = [finderOf(inAnyCase, 'giu'), finderOf(asWritten, 'gu'), finderOf(tags, 'giu')]
  return createTitleCache((title) => finders.flatMap((find) => find(title)))
}

function finderOf(symbolByName: ReadonlyMap<string, string>, flags: 'gu' | 'giu'): NameFinder {
  const longestFirst = [...symbolByName.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const words = new RegExp(`(?<![\\p{L}\\p{N}$])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, flags)
  return (title) =>
    Array.from(title.matchAll(words)).flatMap(({ 0: word, index: at }) => {
      const symbol = symbolByName.get(flags === 'giu' ? word.toLowerCase() : word)
      return symbol === undefined ? [] : [{ symbol, at }]
    })
}
