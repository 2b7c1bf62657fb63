import { type Entry, lookUp } from './lexicon.js'
import { type Token, tokenise } from './token.js'

/** A phrase of the lexicon, a number, or a word without a meaning here. */
export interface Unit {
  readonly text: string
  /** Where it begins in the headline. */
  readonly at: number
  readonly entry: Entry
  readonly figure?: Figure
  /** How many words it takes. */
  readonly length: number
}

/** A number of a headline, its scale worked in. */
export interface Figure {
  readonly value: number
  readonly isPercent: boolean
}

const nothing: Entry = {}
const comma: Entry = { break: { before: 1, after: 1 } }
const scaleOf: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  mln: 1e6,
  mio: 1e6,
  million: 1e6,
  millions: 1e6,
  meur: 1e6,
  b: 1e9,
  bn: 1e9,
  bln: 1e9,
  billion: 1e9,
  billions: 1e9,
  tn: 1e12,
  trillion: 1e12,
}
const percentWords = new Set(['%', 'percent', 'pct', 'pc', 'per cent'])

/** What a headline is made of, from left to right. */
export function readUnits(title: string): readonly Unit[] {
  const tokens = tokenise(title)
  const words = tokens.map(({ text }) => text)
  const units: Unit[] = []
  for (let i = 0; i < tokens.length; ) {
    const unit = unitAt(tokens, words, i)
    if (unit !== undefined) units.push(unit)
    i += unit?.length ?? 1
  }
  return units
}

function unitAt(tokens: readonly Token[], words: readonly string[], i: number): Unit | undefined {
  const token = tokens[i]
  if (token === undefined) return undefined
  const { text, kind, at } = token
  const phrase = lookUp(words, i)
  if (phrase !== undefined) {
    const text = words.slice(i, i + phrase.length).join(' ')
    return { text, at, entry: phrase.entry, length: phrase.length }
  }
  if (kind === 'mark') return isBreak(tokens, i) ? { text, at, entry: comma, length: 1 } : undefined
  if (kind === 'word') return { text, at, entry: nothing, length: 1 }
  return { ...figureAt(words, i), text, at, entry: nothing }
}

/** A hyphen, or the point of an abbreviation, with no room beside it joins what it stands between. */
function isBreak(tokens: readonly Token[], i: number): boolean {
  const [before, mark, after] = [tokens[i - 1], tokens[i], tokens[i + 1]]
  if (mark === undefined || !/^[,;:.!?–—|…()-]$/.test(mark.text)) return false
  if (mark.text === '.') return (before?.text.length ?? 0) > 1 && after?.at !== mark.at + 1
  return mark.text !== '-' || after?.at !== mark.at + 1
}

function figureAt(words: readonly string[], i: number): Pick<Unit, 'figure' | 'length'> {
  const text = words[i] ?? ''
  const next = words[i + 1] ?? ''
  const value = Number(text.replaceAll(',', ''))
  const isPercent = percentWords.has(next) || (next === 'per' && words[i + 2] === 'cent')
  const scale = Object.hasOwn(scaleOf, next) ? scaleOf[next] : undefined
  const length = next === 'per' && isPercent ? 3 : isPercent || scale !== undefined ? 2 : 1
  // 2024 is a year.
  if (Number.isNaN(value) || (length === 1 && /^(19|20)\d\d$/.test(text))) return { length }
  return { figure: { value: value * (scale ?? 1), isPercent }, length }
}
