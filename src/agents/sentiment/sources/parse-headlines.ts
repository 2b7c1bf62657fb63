import * as z from 'zod'
import { describe } from '../../plain-data.js'
import type { Headline } from '../headline.js'
import { SourceError } from './source-error.js'
import { cleanTitle } from './title.js'

const isoTime = 'an ISO time such as "2026-01-01T00:00:00Z"'
// Further keys, such as an address, are of no interest.
const dated = z.object({ title: z.string('text'), at: z.iso.datetime({ offset: true, error: isoTime }) }, 'an object')
const aged = z.object(
  { title: z.string('text'), minutesAgo: z.number('minutes').nonnegative('minutes, not negative') },
  'an object',
)

/** What a file of headlines holds: a JSON list, JSON lines, or plain lines, which are dated `changedAtMs`. */
export function parseHeadlines(text: string, changedAtMs: number): readonly Headline[] {
  const start = text.trimStart()[0]
  if (start !== '{' && start !== '[')
    return linesOf(text).flatMap(({ line }) => toHeadline({ title: line, publishedAtMs: changedAtMs }))
  return entriesOf(text, start === '[').flatMap(({ entry, where }) => {
    const { title, at } = checked(dated, entry, where)
    return toHeadline({ title, publishedAtMs: Date.parse(at) })
  })
}

/** The sample's headlines: JSON lines whose ages are told from the cycle. */
export function parseSample(text: string): readonly SampleHeadline[] {
  return entriesOf(text, false).map(({ entry, where }) => checked(aged, entry, where))
}

/** A headline that is always as old. */
export interface SampleHeadline {
  readonly title: string
  readonly minutesAgo: number
}

interface Entry {
  readonly entry: unknown
  readonly where: string
}

function entriesOf(text: string, isList: boolean): readonly Entry[] {
  if (!isList)
    return linesOf(text).map(({ line, number }) => ({
      entry: parseJson(line, `line ${number}`),
      where: `line ${number}`,
    }))
  const list = parseJson(text, 'the file')
  if (!Array.isArray(list)) throw new SourceError(`expected a list, got ${describe(list)}`)
  return list.map((entry, index) => ({ entry, where: `[${index}]` }))
}

function linesOf(text: string): readonly { readonly line: string; readonly number: number }[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '')
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SourceError(`${where}: expected JSON, got ${describe(text)}`, { cause: error })
  }
}

function checked<Value>(schema: z.ZodType<Value>, entry: unknown, where: string): Value {
  const { data, error } = schema.safeParse(entry)
  if (error === undefined) return data
  const [issue] = error.issues
  const path = issue?.path.join('.') ?? ''
  throw new SourceError(`${where}${path === '' ? '' : `.${path}`}: expected ${issue?.message}`)
}

function toHeadline({ title, publishedAtMs }: Headline): readonly Headline[] {
  const clean = cleanTitle(title)
  return clean === undefined ? [] : [{ title: clean, publishedAtMs }]
}
