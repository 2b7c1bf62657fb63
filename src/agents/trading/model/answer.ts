import * as z from 'zod'
import type { Decision } from '../decision.js'

/** The longest reasoning that is passed on, characters. */
const MOST_REASONING = 300

/** The form of an answer; whatever differs from it in anything is no answer. */
export const answerSchema = z.strictObject({
  decisions: z.array(
    z.strictObject({
      symbol: z.string(),
      action: z.enum(['BUY', 'SELL', 'HOLD']),
      confidence: z.number().min(0).max(1),
      reasoning: z.string(),
      stop: z.number().nullable(),
    }),
  ),
})

/** Decisions, at most one for each symbol that was asked about, or what is wrong with the answer. */
export type ParsedAnswer = { readonly decisions: readonly Decision[] } | { readonly problem: string }

/** Reads what a model answered, to the letter: nothing is searched for, repaired or left out. */
export function parseAnswer(text: string, symbols: readonly string[]): ParsedAnswer {
  const json = parseJson(text)
  if (json === undefined) return { problem: `its answer is no JSON: ${excerpt(text)}` }
  const parsed = answerSchema.safeParse(json.value)
  if (!parsed.success) return { problem: `its answer has not the form asked for: ${faultIn(parsed.error)}` }
  const { decisions } = parsed.data
  const stranger = decisions.find(({ symbol }) => !symbols.includes(symbol))
  if (stranger !== undefined)
    return { problem: `its answer decides on ${excerpt(stranger.symbol)}, which it was not asked about` }
  const twice = decisions.find(({ symbol }, index) => decisions.findIndex((one) => one.symbol === symbol) < index)
  if (twice !== undefined) return { problem: `its answer decides on ${excerpt(twice.symbol)} twice` }
  return {
    decisions: decisions.map(({ stop, reasoning, ...decision }) => ({
      ...decision,
      reasoning: inOneLine(reasoning),
      ...(stop === null ? {} : { stop }),
    })),
  }
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined // whatever is wrong with it, it is not what was asked for
  }
}

function faultIn({ issues: [issue] }: z.ZodError): string {
  const where = issue?.path.join('.') ?? ''
  return excerpt(`${where === '' ? '' : `${where}: `}${issue?.message ?? 'unknown'}`)
}

function inOneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > MOST_REASONING ? `${line.slice(0, MOST_REASONING)}…` : line
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text)
}
