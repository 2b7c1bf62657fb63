import type { Briefing } from '../agents/agent.js'

type Market = Briefing['market']
type SymbolView = Market['symbols'][string]
type Candles = SymbolView['candles']

/**
 * How candles are written: `numbers`, columns as lists, for programs in any language; `packed`, the bytes of a symbol's
 * columns one after the other as base64, between two processes of our own, which takes a tenth of the time.
 */
export type MarketForm = 'numbers' | 'packed'

/** A briefing whose candles are packed. */
export type PackedBriefing = Omit<Briefing, 'market'> & { readonly market: PackedMarket }

type PackedMarket = Omit<Market, 'symbols'> & { readonly symbols: Readonly<Record<string, PackedSymbol>> }
type PackedSymbol = Omit<SymbolView, 'candles'> & { readonly candles: string }

const columnNames = ['time', 'open', 'high', 'low', 'close', 'volume'] as const satisfies (keyof Candles)[]

const encoders = { numbers: listed, packed } as const
const encoded = { numbers: new WeakMap<Market, string>(), packed: new WeakMap<Market, string>() } as const

/** A briefing as JSON. Its market is encoded once, however many agents are told of it, so it must not change. */
export function encodeBriefing({ market, ...rest }: Briefing, form: MarketForm): string {
  return `{"market":${encodeMarket(market, form)},${JSON.stringify(rest).slice(1)}`
}

/** What was packed, with candles in typed arrays again. */
export function decodeBriefing({ market, ...rest }: PackedBriefing): Briefing {
  return { ...rest, market: { ...market, symbols: mapValues(market.symbols, unpackSymbol) } }
}

function encodeMarket(market: Market, form: MarketForm): string {
  const known = encoded[form].get(market)
  if (known !== undefined) return known
  const encode = (view: SymbolView) => ({ ...view, candles: encoders[form](view.candles) })
  const text = JSON.stringify({ ...market, symbols: mapValues(market.symbols, encode) })
  encoded[form].set(market, text)
  return text
}

function listed(candles: Candles) {
  return Object.fromEntries(columnNames.map((name) => [name, Array.from(candles[name])]))
}

function packed(candles: Candles): string {
  const { length } = candles.time
  const figures = new Float64Array(columnNames.length * length)
  for (const [index, name] of columnNames.entries()) figures.set(candles[name], index * length)
  return Buffer.from(figures.buffer).toString('base64')
}

function unpackSymbol({ candles, ...view }: PackedSymbol): SymbolView {
  // A copy: what base64 is decoded into may lie at any offset of a buffer that others share.
  const { buffer } = new Uint8Array(Buffer.from(candles, 'base64'))
  const length = buffer.byteLength / columnNames.length / Float64Array.BYTES_PER_ELEMENT
  const column = (name: (typeof columnNames)[number]) =>
    new Float64Array(buffer, columnNames.indexOf(name) * length * Float64Array.BYTES_PER_ELEMENT, length)
  return {
    ...view,
    candles: {
      time: column('time'),
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
    },
  }
}

function mapValues<Value, Mapped>(record: { readonly [key: string]: Value }, map: (value: Value) => Mapped) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
