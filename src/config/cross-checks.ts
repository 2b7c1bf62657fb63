import * as z from 'zod'
import type { Roster } from './config.js'
import { printDuration } from './duration.js'
import { inOurWords } from './expectation.js'
import { hintFor } from './nearest.js'
import { planProblems } from './plan-checks.js'
import { type Complaint, quote } from './problem.js'
import { shapes } from './schema.js'
import type { Path } from './sourced.js'

type Found = readonly (Complaint & { readonly path: Path })[]

/** What no single key can tell. Each check reads only what it needs, so that no other fault hides it. */
export function crossProblems(raw: unknown, roster: Roster): Found {
  return [
    ...gridProblems(raw),
    ...orderSizeProblems(raw),
    ...quoteProblems(raw),
    ...notifyProblems(raw),
    ...planProblems(raw, roster),
  ]
}

const gridPart = z.object({ cycle: z.object(shapes.cycle).prefault({}) })

function gridProblems(raw: unknown): Found {
  const { data } = gridPart.safeParse(raw, inOurWords)
  if (data === undefined || data.cycle.interval === 0 || data.cycle.offset < data.cycle.interval) return []
  const expected = `less than the interval of ${printDuration(data.cycle.interval)}`
  return [{ path: ['cycle', 'offset'], expected, got: printDuration(data.cycle.offset) }]
}

const { maxOrderUsd, minOrderUsd } = shapes.limits
const orderSizePart = z.object({ limits: z.object({ maxOrderUsd, minOrderUsd }).prefault({}) })

function orderSizeProblems(raw: unknown): Found {
  const { data } = orderSizePart.safeParse(raw, inOurWords)
  if (data === undefined || data.limits.maxOrderUsd > data.limits.minOrderUsd) return []
  const expected = `more than minOrderUsd (${data.limits.minOrderUsd})`
  return [{ path: ['limits', 'maxOrderUsd'], expected, got: String(data.limits.maxOrderUsd) }]
}

const quotePart = z.object({
  market: z.object({ symbols: shapes.market.symbols }).prefault({}),
  broker: z.object({ quote: shapes.broker.quote }).prefault({}),
})

function quoteProblems(raw: unknown): Found {
  const { data } = quotePart.safeParse(raw, inOurWords)
  if (data === undefined) return []
  const { quote: currency } = data.broker
  return data.market.symbols.flatMap((symbol, index) =>
    symbol.endsWith(`/${currency}`)
      ? []
      : [{ path: ['market', 'symbols', index], expected: `a symbol quoted in ${currency}`, got: quote(symbol) }],
  )
}

const notifyPart = z.object({
  notify: z.object({
    channels: z.record(z.string(), z.unknown()).default({}),
    rules: z.array(z.object({ channels: z.array(z.string()).default([]) })).default([]),
  }),
})

/** A rule for a channel that is not there would tell nobody. */
function notifyProblems(raw: unknown): Found {
  const { data } = notifyPart.safeParse(raw, inOurWords)
  if (data === undefined) return []
  const known = Object.keys(data.notify.channels)
  return data.notify.rules.flatMap(({ channels }, rule) =>
    channels.flatMap((name, index) =>
      known.includes(name)
        ? []
        : [
            {
              path: ['notify', 'rules', rule, 'channels', index],
              expected: 'a channel of notify.channels',
              got: quote(name),
              ...hintFor(name, known),
            },
          ],
    ),
  )
}
